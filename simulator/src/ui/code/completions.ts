import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  snippetCompletion,
} from '@codemirror/autocomplete'
import { type Language, language } from '../../texts/index.ts'

/** Every `my.*` that the phone simulates: how it is called, and what it is for. */
const APIS: readonly [template: string, zh: string, en: string][] = [
  [
    'saveImageToPhotosAlbum({\n\tfilePath: #{filePath},\n\tsuccess() {\n\t\t#{}\n\t},\n\tfail({ error, errorMessage }) {},\n})',
    '保存图片到系统相册',
    'save a picture to the album',
  ],
  ['saveImage({ url: #{url} })', '保存图片（旧接口）', 'save a picture (the older API)'],
  [
    'downloadFile({\n\turl: #{url},\n\tsuccess({ apFilePath }) {\n\t\t#{}\n\t},\n})',
    '下载文件到本地',
    'download to a temporary file',
  ],
  ['saveFile({ apFilePath: #{apFilePath} })', '保存文件到本地缓存', 'keep a temporary file'],
  ['getFileInfo({ apFilePath: #{apFilePath} })', '获取文件信息', 'size and digest of a file'],
  ['getSavedFileInfo({ apFilePath: #{apFilePath} })', '获取保存的文件信息', 'size and time of a kept file'],
  ['getSavedFileList()', '获取保存的所有文件', 'all kept files'],
  ['removeSavedFile({ apFilePath: #{apFilePath} })', '删除保存的文件', 'remove a kept file'],
  ['getFileSystemManager()', '获取文件管理器', 'files of the app'],
  ['getSetting()', '获取用户的当前设置', 'what the person allowed'],
  ['openSetting()', '打开设置页', 'open the settings'],
  ["showAuthGuide({ authType: 'PHOTO' })", '权限引导', 'lead to the settings'],
  ['getSystemInfo()', '获取系统信息', 'the phone and its versions'],
  ['getSystemInfoSync()', '获取系统信息（同步）', 'the same, at once'],
  ['getImageInfo({ src: #{src} })', '获取图片信息', 'size and type of a picture'],
  ['previewImage({ urls: [#{url}] })', '预览图片', 'show pictures full screen'],
  ["showToast({ content: '#{content}' })", '显示提示', 'show a toast'],
  ['hideToast()', '隐藏提示', 'hide the toast'],
  ["showLoading({ content: '#{content}' })", '显示加载提示', 'show that it loads'],
  ['hideLoading()', '隐藏加载提示', 'hide that'],
  ["alert({ title: '#{title}', content: '#{content}' })", '警告框', 'tell something'],
  ["confirm({ title: '#{title}', content: '#{content}' })", '确认框', 'ask yes or no'],
  ["canIUse('#{api}')", '是否可用', 'is this API there?'],
  ["createCanvasContext('#{id}')", '画布上下文', 'draw on a canvas'],
  ['createOffscreenCanvas({ width: #{width}, height: #{height} })', '离屏画布', 'a canvas off the screen'],
  ['createSelectorQuery()', '选择画布', 'find a canvas'],
  ["canvasToTempFilePath({ canvasId: '#{id}' })", '导出画布为图片', 'a canvas as a picture'],
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
      // What this is about comes first where others match as well.
      boost: template.startsWith('saveImageToPhotosAlbum(') ? 1 : 0,
    }),
  ),
  ...VALUES.map(([label, zh, en]) => ({ label, detail: { zh, en }[language], type: 'property' })),
]

/** Completes what stands after `my.`. */
export function completeMy(context: CompletionContext): CompletionResult | null {
  const before = context.matchBefore(/\bmy\.\w*/)
  return before ? { from: before.from + 3, options: completionsIn(language.value), validFor: /^\w*$/ } : null
}
