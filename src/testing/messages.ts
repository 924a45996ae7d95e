import { environmentLanguage, isChinese } from '../util/format.ts'

const listed = (texts: readonly string[], comma = ', ') => texts.map((text) => JSON.stringify(text)).join(comma)

/** The messages of `openApp` and `openComponent` about a project, for the author of the test. */
const en = {
  /** Between sentences. */
  space: ' ',
  noPages: (folder: string) => `There are no pages in ${folder}.`,
  noSuchPage: (route: string, known: readonly string[]) =>
    `There is no page ${JSON.stringify(route)}. There are ${known.join(', ')}.`,
  noSuchComponent: (path: string) =>
    `There is no component ${JSON.stringify(path)}: no ${path}.axml, ${path}.json or ${path}.js.`,
  notAComponent: (path: string) => `${path} is not a component.`,
  noPageIsOpen: 'No page is open.',
  noSuchText: (text: string) => `Nothing on the page has the text ${JSON.stringify(text)}.`,
  notShown: (selector: string) => `"${selector}" is not shown.`,
  notMet: 'The condition is not met.',
  tappable: (texts: readonly string[]) =>
    texts.length === 0 ? 'Nothing on the page can be tapped.' : `What can be tapped: ${listed(texts)}.`,
  noSuchTab: (tab: string | number, names: readonly string[]) =>
    `The tab bar has no item ${JSON.stringify(tab)}. ${names.length === 0 ? 'It is empty.' : `It has ${listed(names)}.`}`,
  noSuchMethod: (name: string, known: readonly string[]) =>
    `There is no method "${name}". There are ${known.join(', ') || 'none'}.`,
  gone: (tag: string | undefined) => `<${tag}> is not on the page any more.`,
  notCustom: (tag: string | undefined) => `<${tag}> is not a custom component, so it has no data and no methods.`,
  problems: 'What is wrong with the project:',
}

const zh: typeof en = {
  space: '',
  noPages: (folder) => `${folder} 中没有页面。`,
  noSuchPage: (route, known) => `没有页面 ${JSON.stringify(route)}。已有页面：${known.join('、')}。`,
  noSuchComponent: (path) => `没有组件 ${JSON.stringify(path)}：${path}.axml、${path}.json 和 ${path}.js 都不存在。`,
  notAComponent: (path) => `${path} 不是组件。`,
  noPageIsOpen: '没有打开的页面。',
  noSuchText: (text) => `页面上没有文字 ${JSON.stringify(text)}。`,
  notShown: (selector) => `"${selector}" 没有显示。`,
  notMet: '条件没有满足。',
  tappable: (texts) => (texts.length === 0 ? '页面上没有可以点击的内容。' : `可以点击的有：${listed(texts, '、')}。`),
  noSuchTab: (tab, names) =>
    `标签栏中没有 ${JSON.stringify(tab)}。${names.length === 0 ? '标签栏是空的。' : `已有：${listed(names, '、')}。`}`,
  noSuchMethod: (name, known) => `没有方法 "${name}"。已有方法：${known.join('、') || '无'}。`,
  gone: (tag) => `<${tag}> 已不在页面上。`,
  notCustom: (tag) => `<${tag}> 不是自定义组件，没有 data，也没有方法。`,
  problems: '项目中的问题：',
}

/** Whether messages are in Chinese. Depends on the language of the developer, not on that of the phone. */
export const inChinese = (): boolean => isChinese(environmentLanguage(process.env))

export const words = (): typeof en => (inChinese() ? zh : en)
