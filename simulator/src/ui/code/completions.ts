import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  snippetCompletion,
} from '@codemirror/autocomplete'
import { type Language, language } from '../../texts/index.ts'

/** The simulated APIs of `my`, each with a snippet and a description. */
const APIS: readonly [template: string, zh: string, en: string][] = [
  [
    'saveImageToPhotosAlbum({\n\tfilePath: #{filePath},\n\tsuccess() {\n\t\t#{}\n\t},\n\tfail({ error, errorMessage }) {},\n})',
    '保存图片到系统相册',
    'save an image to the album',
  ],
  ['saveImage({ url: #{url} })', '保存图片（旧接口）', 'save an image (older API)'],
  [
    'downloadFile({\n\turl: #{url},\n\tsuccess({ apFilePath }) {\n\t\t#{}\n\t},\n})',
    '下载文件到本地',
    'download to a temporary file',
  ],
  ['saveFile({ apFilePath: #{apFilePath} })', '保存文件到本地缓存', 'store a temporary file'],
  ['getFileInfo({ apFilePath: #{apFilePath} })', '获取文件信息', 'size and digest of a file'],
  ['getSavedFileInfo({ apFilePath: #{apFilePath} })', '获取保存的文件信息', 'size and time of a stored file'],
  ['getSavedFileList()', '获取保存的所有文件', 'list stored files'],
  ['removeSavedFile({ apFilePath: #{apFilePath} })', '删除保存的文件', 'remove a stored file'],
  ['getFileSystemManager()', '获取文件管理器', 'file system manager'],
  ['getSetting()', '获取用户的当前设置', 'the current permissions'],
  ['openSetting()', '打开设置页', 'open the settings page'],
  ["showAuthGuide({ authType: 'PHOTO' })", '权限引导', 'guide to the settings'],
  ['getSystemInfo()', '获取系统信息', 'system information'],
  ['getSystemInfoSync()', '获取系统信息（同步）', 'system information (synchronous)'],
  ['getImageInfo({ src: #{src} })', '获取图片信息', 'size and type of an image'],
  ['previewImage({ urls: [#{url}] })', '预览图片', 'preview images full screen'],
  ["showToast({ content: '#{content}' })", '显示弱提示', 'show a toast'],
  ['hideToast()', '隐藏弱提示', 'hide the toast'],
  ["showLoading({ content: '#{content}' })", '显示加载提示', 'show a loading indicator'],
  ['hideLoading()', '隐藏加载提示', 'hide the loading indicator'],
  ["alert({ title: '#{title}', content: '#{content}' })", '警告框', 'alert dialog'],
  ["confirm({ title: '#{title}', content: '#{content}' })", '确认框', 'confirm dialog'],
  ["canIUse('#{api}')", '是否可用', 'check whether an API is available'],
  ["createCanvasContext('#{id}')", '画布上下文', 'canvas context'],
  ['createOffscreenCanvas({ width: #{width}, height: #{height} })', '离屏画布', 'offscreen canvas'],
  ['createSelectorQuery()', '创建节点查询', 'query nodes of the page'],
  ["canvasToTempFilePath({ canvasId: '#{id}' })", '导出画布为图片', 'export a canvas as an image'],
]

const VALUES: readonly [label: string, zh: string, en: string][] = [
  ['env', 'USER_DATA_PATH, clientVersion, …', 'USER_DATA_PATH, clientVersion, …'],
  ['SDKVersion', '基础库版本', 'version of the base library'],
  ['isIDE', 'false', 'false'],
]

const completionsIn = (language: Language): readonly Completion[] => [
  ...APIS.map(([template, zh, en]) =>
    snippetCompletion(template, {
      label: template.slice(0, template.indexOf('(')),
      detail: { zh, en }[language],
      type: 'function',
      // Among equal matches, the API that this package is named after comes first.
      boost: template.startsWith('saveImageToPhotosAlbum(') ? 1 : 0,
    }),
  ),
  ...VALUES.map(([label, zh, en]) => ({ label, detail: { zh, en }[language], type: 'property' })),
]

/** Completes the members of `my`. */
export function completeMy(context: CompletionContext): CompletionResult | null {
  const before = context.matchBefore(/\bmy\.\w*/)
  return before ? { from: before.from + 3, options: completionsIn(language.value), validFor: /^\w*$/ } : null
}
