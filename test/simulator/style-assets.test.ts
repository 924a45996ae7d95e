import { expect, test } from 'vitest'
import { PNG } from '../my/app.ts'
import { fullTest } from '../setup/counts.ts'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'

const files = {
  'app.json': JSON.stringify({ pages: ['pages/index/index'] }),
  'app.js': 'App({})',
  'pages/index/index.axml': `
    <view class="styled">in a style sheet</view>
    <view style="{{style}}">in an attribute</view>
    <view class="packaged">of the package</view>
    <card>card</card>
    <view>{{said}};</view>`,
  'pages/index/index.acss': `
    @font-face { font-family: "own"; src: url("https://pictures.example/own.ttf") format("truetype"); }
    .styled { background-image: url(https://pictures.example/a.png); }
    .packaged { background: url('/image/b.png') no-repeat; }`,
  'pages/index/index.json': JSON.stringify({ usingComponents: { card: '/card/card' } }),
  'pages/index/index.js': `Page({
    data: { style: 'background: red url("https://pictures.example/c.png")', said: '' },
    onReady() {
      my.createSelectorQuery().select('#around > *').boundingClientRect().exec(([rect]) =>
        this.setData({ said: my.canIUse('component2') + ' ' + (rect && rect.width > 0) }))
    },
  })`,
  'image/b.png': PNG,
  'card/card.json': '{ "component": true }',
  'card/card.axml': '<view id="around"><inner/></view>',
  'card/card.js': 'Component({})',
  'mini.project.json': JSON.stringify({ format: 2, compileOptions: { component2: true } }),
}
const nested = {
  ...files,
  'card/card.json': '{ "component": true, "usingComponents": { "inner": "/inner/inner" } }',
  'inner/inner.json': '{ "component": true }',
  'inner/inner.axml': '<view>inner</view>',
  'inner/inner.js': 'Component({})',
}

/** C53: a phone shows pictures from the package and the network. */
test('C53, C55: styles show pictures from the package and the network; a component has the position of its content', async () => {
  const { phone } = await openPhone({ target: project(nested).root })
  const background = (text: string) =>
    phone.getByText(text).evaluate((element) => getComputedStyle(element).backgroundImage)
  await expect.poll(() => background('in a style sheet')).toMatch(/^url\("blob:/)
  await expect.poll(() => background('in an attribute')).toMatch(/^url\("blob:/)
  await expect.poll(() => background('of the package')).toMatch(/^url\("blob:/)
  // component2 can be queried, and the component without an element has the size of its content.
  await phone.getByText('true true;').waitFor()
})

fullTest('C53, C60: a font that cannot be used is reported, and the rest is shown', async () => {
  const { log } = await openPhone({ target: project(nested).root })
  await log.getByText('The font "own" could not be loaded from https://pictures.example/own.ttf').waitFor()
})
