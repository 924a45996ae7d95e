import { openApp } from 'photosalbum/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { render } from '../../src/i18n/localize.ts'
import { zhProblems } from '../../src/i18n/zh-problems.ts'
import { writeProject } from '../mini-program/setup/open-app.ts'

const project = {
  'app.json': '{ "pages": ["pages/a", "pages/gone"], "tabBar": { "items": [{ "pagePath": "away", "name": "A" }] } }',
  'pages/a.json': '{ "usingComponents": { "x-card": "/none/card", "x-plugin": "plugin://p/x" } }',
  'pages/a.acss': '@import "./none.acss";\n.a {',
  'pages/a.axml':
    '<include src="./none.axml"/><view onTap="save">{{a b}}{{c +}}</view></text><x-map/><template is="row"/><view a:else/><picker mode="date" bindtap="a"/>{{b',
  'pages/a.js': "require('./none'); require('dayjs'); Page({ onLoad() { this.setData(5) } })",
}

test('every problem of a project has a Chinese sentence', async () => {
  const app = await openApp(writeProject(project), { onError() {} })
  await app.tap('').catch(() => {})
  expect(app.problems.filter(({ details }) => !details)).toEqual([])
  expect(app.problems.map((problem) => `${problem.file}: ${render(problem, zhProblems)}`)).toMatchInlineSnapshot(`
    [
      "app.json: app.json 中配置了页面“pages/gone”，但 pages/gone.axml 和 pages/gone.js 都不存在。",
      "app.json: tabBar 中的“away”不在 app.json 的 pages 中。",
      "pages/a.json: 找不到 <x-card> 对应的组件“/none/card”。",
      "pages/a.json: <x-plugin> 来自插件，暂不支持模拟插件。",
      "pages/a.axml: 多余的 </text>，没有与之对应的开始标签。",
      "pages/a.axml: 找不到“./none.axml”。",
      "pages/a.axml: 表达式“a b”有错误：缺少运算符。",
      "pages/a.axml: 表达式“c +”有错误：“+”之后缺少表达式。",
      "pages/a.axml: a:else 之前没有对应的 a:if。",
      "pages/a.axml: bindtap 不起作用，请改为 onTap。",
      "pages/a.axml: “{{b”缺少结尾的 }}，按普通文本显示。",
      "pages/a.acss: 样式有错误：“{”没有闭合。",
      "pages/a.js: 找不到模块“./none”，也没有“./none.js”和“./none/index.js”。",
      "pages/a.js: 找不到 npm 包“dayjs”。请在项目中安装：npm install dayjs",
      "pages/a.js: setData 的参数应为对象，不能是 number。",
      "pages/a.axml: <x-map> 不是内置组件，也没有在 usingComponents 中声明。",
      "pages/a.axml: 没有名为“row”的模板。",
      "pages/a.axml: <picker> 没有 mode 属性，“date”不起作用，只能从 range 中选择。请改用 my.datePicker。",
      "pages/a.axml: pages/a 中没有 onTap 所绑定的方法“save”。",
    ]
  `)
})

test('the testing kit names the problems in the language of the developer', async () => {
  vi.stubEnv('LC_ALL', 'zh_CN.UTF-8')
  onTestFinished(() => void vi.unstubAllEnvs())
  await expect(openApp(writeProject({ 'a.js': '' }))).rejects.toThrow(
    '中没有 app.json。如果项目由 Taro、uni-app 等工具构建',
  )
  const app = await openApp(writeProject({ 'app.json': '{ "pages": ["a"] }', 'a.axml': '{{a.}}' }))
  await expect(app.tap('保存')).rejects.toThrow('a.axml:1:5: 表达式“a.”有错误：')
})

test('failures of the canvas are in the language of the phone', async () => {
  const app = await openApp(writeProject({ 'app.json': '{ "pages": ["a"] }', 'a.axml': '<canvas id="a" />' }))
  const { canvasToTempFilePath } = app.my as unknown as { canvasToTempFilePath(options: object): Promise<object> }
  const failure = (language: string) => {
    app.device.language = language
    return canvasToTempFilePath({ canvasId: 'none' }).catch((thrown: unknown) => thrown)
  }
  expect(await failure('zh-Hans')).toEqual({
    error: 1,
    errorMessage: 'my.canvasToTempFilePath：没有画布 "none"。请传入画布的 canvasId，或画布对象。',
  })
  expect(await failure('en')).toMatchObject({ errorMessage: expect.stringContaining('there is no canvas "none"') })
})
