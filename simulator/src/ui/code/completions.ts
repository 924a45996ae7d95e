import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  snippetCompletion,
} from '@codemirror/autocomplete'

/** Every `my.*` that the phone simulates: how it is called, and what it is for. */
const APIS: readonly [template: string, detail: string][] = [
  [
    'saveImageToPhotosAlbum({\n\tfilePath: #{filePath},\n\tsuccess() {\n\t\t#{}\n\t},\n\tfail({ error, errorMessage }) {},\n})',
    '保存图片到系统相册',
  ],
  ['saveImage({ url: #{url} })', '保存图片（旧接口）'],
  ['downloadFile({\n\turl: #{url},\n\tsuccess({ apFilePath }) {\n\t\t#{}\n\t},\n})', '下载文件到本地'],
  ['saveFile({ apFilePath: #{apFilePath} })', '保存文件到本地缓存'],
  ['getFileInfo({ apFilePath: #{apFilePath} })', '获取文件信息'],
  ['getSavedFileInfo({ apFilePath: #{apFilePath} })', '获取保存的文件信息'],
  ['getSavedFileList()', '获取保存的所有文件'],
  ['removeSavedFile({ apFilePath: #{apFilePath} })', '删除保存的文件'],
  ['getFileSystemManager()', '获取文件管理器'],
  ['getSetting()', '获取用户的当前设置'],
  ['openSetting()', '打开设置页'],
  ["showAuthGuide({ authType: 'PHOTO' })", '权限引导'],
  ['getSystemInfo()', '获取系统信息'],
  ['getSystemInfoSync()', '获取系统信息（同步）'],
  ['getImageInfo({ src: #{src} })', '获取图片信息'],
  ['previewImage({ urls: [#{url}] })', '预览图片'],
  ["showToast({ content: '#{content}' })", '显示提示'],
  ['hideToast()', '隐藏提示'],
  ["showLoading({ content: '#{content}' })", '显示加载提示'],
  ['hideLoading()', '隐藏加载提示'],
  ["alert({ title: '#{title}', content: '#{content}' })", '警告框'],
  ["confirm({ title: '#{title}', content: '#{content}' })", '确认框'],
  ["canIUse('#{api}')", '是否可用'],
  ["createCanvasContext('#{id}')", '画布上下文'],
  ['createOffscreenCanvas({ width: #{width}, height: #{height} })', '离屏画布'],
  ['createSelectorQuery()', '选择画布'],
  ["canvasToTempFilePath({ canvasId: '#{id}' })", '导出画布为图片'],
]

const VALUES: readonly [label: string, detail: string][] = [
  ['env', 'USER_DATA_PATH, clientVersion, …'],
  ['SDKVersion', '基础库版本'],
  ['isIDE', 'false'],
]

const named: readonly Completion[] = [
  ...APIS.map(([template, detail]) =>
    snippetCompletion(template, { label: template.slice(0, template.indexOf('(')), detail, type: 'function' }),
  ),
  ...VALUES.map(([label, detail]) => ({ label, detail, type: 'property' })),
]

/** Completes what stands after `my.`. */
export function completeMy(context: CompletionContext): CompletionResult | null {
  const before = context.matchBefore(/\bmy\.\w*/)
  return before ? { from: before.from + 3, options: named as Completion[], validFor: /^\w*$/ } : null
}
