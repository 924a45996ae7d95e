import type { ProblemCode, ProblemDetailsByCode } from '../core/problem-details.ts'

/** 解析器（jsep、PostCSS、esbuild）和本项目对错误的常见描述；不在其中的保留原文。 */
const KNOWN_PROBLEMS: { readonly [problem: string]: string } = {
  // 表达式
  'an operator is missing.': '缺少运算符。',
  'it is nested too deeply.': '嵌套过深。',
  'a name is missing in an object.': '对象中缺少属性名。',
  'Expected expression': '缺少表达式。',
  'Expected :': '缺少“:”。',
  'Expected comma': '缺少“,”。',
  'Unclosed (': '“(”没有闭合。',
  'Unclosed [': '“[”没有闭合。',
  'Unexpected period': '多余的“.”。',
  'missing unaryOp argument': '运算符后缺少操作数。',
  // 样式
  'Unclosed block.': '“{”没有闭合。',
  'Unclosed bracket.': '“(”没有闭合。',
  'Unclosed string.': '字符串没有闭合。',
  'Unclosed comment.': '注释没有闭合。',
  'Missed semicolon.': '缺少分号。',
  'Unexpected }.': '多余的“}”。',
  'Double colon.': '属性名之后有两个“:”。',
  'At-rule without name.': '“@”之后缺少名称。',
}

/** 带有原文片段的描述。 */
const KNOWN_PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/^Expected expression after (.+)$/, '“$1”之后缺少表达式。'],
  [/^Unexpected "(.+)"$/, '多余的“$1”。'],
  [/^Unclosed quote after "(.*)"$/s, '“$1”之后的引号没有闭合。'],
  [/^Unknown word (.+)\.$/, '无法识别“$1”。'],
  [/^Expected (.+) but found end of file\.$/, '应为 $1，但文件已结束。'],
  [/^Expected (.+) but found (.+)\.$/, '应为 $1，实际为 $2。'],
  [/^Unexpected end of file\.$/, '文件意外结束。'],
  [/^Unexpected (.+)\.$/, '意外的 $1。'],
  [/^Unterminated string literal\.$/, '字符串没有结束。'],
  [/^Unterminated template literal\.$/, '模板字符串没有结束。'],
  [/^Unterminated regular expression\.$/, '正则表达式没有结束。'],
  [/^The symbol (".+") has already been declared\.$/, '重复声明了 $1。'],
  [/^JSON does not support trailing commas\.$/, 'JSON 不允许末尾的逗号。'],
]

function known(problem: string): string {
  const [pattern, replacement] = KNOWN_PATTERNS.find(([each]) => each.test(problem)) ?? []
  return KNOWN_PROBLEMS[problem] ?? (pattern ? problem.replace(pattern, replacement!) : problem)
}

type Sentences = { readonly [Code in ProblemCode]: (details: ProblemDetailsByCode[Code]) => string }

/** 项目问题的简体中文信息，与报告问题处的英文句子一一对应。 */
export const zhProblems: Sentences = {
  // 项目文件
  'app-json-missing': ({ folder, inside }) =>
    `${folder} 中没有 app.json。${inside === '' ? '如果项目由 Taro、uni-app 等工具构建，请先构建，再打开构建产物。' : `${inside} 中有：请打开该目录，或在 mini.project.json 中配置 miniprogramRoot。`}`,
  'await-outside-async': () => '手机上不能在 async 函数之外使用 await。请放进 async 函数，例如 async onLoad() {}。',
  'component-missing': ({ src, tag }) => `找不到 <${tag}> 对应的组件“${src}”。`,
  'file-outside-project': ({ file }) => `${file} 在项目目录之外，不会读取。`,
  'import-not-script': ({ specifier }) => `“${specifier}”不是脚本，不能导入。请直接使用它的路径。`,
  'json-invalid': ({ problem }) => `不是有效的 JSON：${problem}`,
  'module-missing': ({ specifier, hasExtension }) =>
    hasExtension
      ? `找不到模块“${specifier}”。`
      : `找不到模块“${specifier}”，也没有“${specifier}.js”和“${specifier}/index.js”。`,
  'package-missing': ({ specifier, package: name }) =>
    `找不到 npm 包“${specifier}”。请在项目中安装：npm install ${name}`,
  'page-missing': ({ route }) => `app.json 中配置了页面“${route}”，但 ${route}.axml 和 ${route}.js 都不存在。`,
  'pages-missing': ({ folder }) => `${folder} 中没有页面。请指定 page.js，或包含 app.json 或脚本的目录。`,
  'plugin-component': ({ tag }) => `<${tag}> 来自插件，暂不支持模拟插件。`,
  'referenced-file-missing': ({ src }) => `找不到“${src}”。`,
  'script-invalid': ({ problem }) => `语法错误：${known(problem)}请修改该文件。`,
  'style-compiler-missing': ({ file, compiler }) =>
    `编译 ${file} 需要在项目中安装 ${compiler}：npm install --save-dev ${compiler}`,
  'style-not-compiled': ({ file }) =>
    `在线体验不编译 Less 和 Sass，因此缺少 ${file} 的样式。请改用 npx photosalbum simulate 打开项目。`,
  'style-invalid': ({ problem }) => `样式有错误：${known(problem)}`,
  'tab-without-page': ({ path }) => `tabBar 中的“${path}”不在 app.json 的 pages 中。`,
  'template-missing': () => '页面没有 AXML 模板，不会显示任何内容。',

  // 模板
  'attribute-foreign': ({ name, native }) => `${name} 不起作用，请改为 ${native}。`,
  'else-without-if': ({ attribute }) => `${attribute} 之前没有对应的 a:if。`,
  'expression-invalid': ({ expression, problem }) => `表达式“${expression}”有错误：${known(problem)}`,
  'expression-not-closed': ({ expression }) => `“${expression}”缺少结尾的 }}，按普通文本显示。`,
  'include-circular': ({ file }) => `“${file}”循环引用了自己。`,
  'list-too-long': ({ count, shown }) => `a:for 共有 ${count} 项，只显示前 ${shown} 项。`,
  'named-template-missing': ({ name }) => `没有名为“${name}”的模板。`,
  'nested-too-deeply': ({ what }) => `${what} 嵌套过深。`,
  'sjs-name-invalid': ({ name, from }) => `import-sjs 的 name“${name}”无效，无法引用 ${from} 导出的内容。`,
  'tag-not-closed': ({ tag }) => `<${tag}> 没有闭合。`,
  'tag-not-opened': ({ tag }) => `多余的 </${tag}>，没有与之对应的开始标签。`,
  'tag-unknown': ({ tag }) => `<${tag}> 不是内置组件，也没有在 usingComponents 中声明。`,
  'template-unnamed': () => '<template> 需要用 name 定义模板，或用 is 指定要使用的模板。',

  // 运行中的代码
  'call-unhandled': ({ api, error, errorMessage }) =>
    `my.${api} 调用失败，错误码 ${error}，既没有 fail 回调也没有 catch：${errorMessage}`,
  'calls-endless': ({ calls }) => `应用不停地调用 my 的 API，超过 ${calls} 次后不再等待。`,
  'data-endless': ({ owner }) => `${owner} 每次渲染后都会再次修改 data，陷入了循环。`,
  'method-missing': ({ owner, method, attribute }) => `${owner} 中没有 ${attribute} 所绑定的方法“${method}”。`,
  'observer-endless': () => 'observer 不断修改它所监听的数据，陷入了循环。',
  'page-not-found': ({ route }) => `页面“${route}”不存在。`,
  'ref-method-missing': ({ method }) => `没有 ref 所绑定的方法“${method}”。`,
  'rejection-unhandled': ({ value }) => `Promise 被拒绝，没有代码处理：${value}`,
  'registered-late': ({ kind }) => `${kind}() 的调用时机太晚，应在脚本加载时同步调用。`,
  'registers-nothing': ({ kind }) => `没有调用 ${kind}()。`,
  'set-data-type': ({ type }) => `setData 的参数应为对象，不能是 ${type}。`,
  'set-data-undefined': ({ path }) => `setData 不会把“${path}”设为 undefined。`,
  'tab-opened-without-bar': ({ route }) =>
    `${route} 是 tabBar 页面，用 my.navigateTo 打开时不显示 tabBar。请改用 my.switchTab。`,
  'view-failed': ({ problem }) => `视图渲染失败：${problem}`,

  // 手机的行为
  'canvas-api-missing': ({ name }) => `my 没有 ${name}。`,
  'canvas-context-differs': () => 'CanvasContext：没有绘制，因为这个 canvas 已经有其他类型的 context。',
  'canvas-missing': ({ id }) => `页面上没有 <canvas id="${id}">，绘制的内容不会显示。`,
  'canvas-not-installed': ({ api, package: name }) =>
    `my.${api} 需要 canvas，但还没有安装：npm install --save-dev ${name}`,
  'canvas-offscreen-export': () => 'my.canvasToTempFilePath：离屏 canvas 不能导出。请先把它绘制到页面的 canvas 上。',
  'canvas-step-failed': ({ step, problem }) => `CanvasContext：${step} 绘制失败：${problem}`,
  'canvas-step-skipped': ({ step, problem, where }) => `CanvasContext：已跳过 ${step}：${problem}${where}`,
  'canvas-value-invalid': ({ step, property, where }) =>
    `CanvasContext：已跳过 ${step}：不是有效的 ${property}。${where}`,
  'navigator-type-unknown': ({ type }) => `<navigator> 的 open-type 没有“${type}”这个值。`,
  'not-simulated': ({ name }) => `${name} 暂不支持模拟。`,
  'picker-mode-unknown': ({ mode, api }) =>
    `<picker> 没有 mode 属性，“${mode}”不起作用，只能从 range 中选择。请改用 ${api}。`,
  'picture-not-drawn': ({ path, problem }) => `无法绘制图片 ${path}：${problem}`,
  'picture-undecodable': ({ path, bytes }) => `无法绘制图片 ${path}：这里无法把这 ${bytes} 字节解码为图片。`,
  'selector-without-match': ({ page, selector }) => `${page} 上没有匹配选择器“${selector}”的节点。`,
}
