import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { findings } from './axe.ts'
import { fingersOn } from './fingers.ts'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'

/** A page that shows the events that its handlers receive. */
const component = (name: string, axml: string, { data = '{}', style = '' } = {}) => ({
  [`${name}.axml`]: `${axml}<view class="heard of-${name}">{{heard}}</view><button onTap="forget">Forget</button>`,
  [`${name}.acss`]: `.heard { font-size: 12px } ${style}`,
  [`${name}.js`]: `Page({
    data: { heard: '', ...${data} },
    hear(what) { this.setData({ heard: this.data.heard + what + ';' }) },
    forget() { this.setData({ heard: '' }) },
    inner() { this.hear('inner') },
    outer() { this.hear('outer') },
    event({ type, detail }) { this.hear(type + JSON.stringify(detail)) },
    follow({ detail }) {
      this.hear('change' + detail.current)
      this.setData({ current: detail.current })
    },
    pass({ detail }) {
      this.hear(detail.current + (detail.isChanging ? '…' : '!') + detail.isChanging)
      this.setData({ current: detail.current })
    },
    go({ target }) { this.setData({ current: Number(target.dataset.to) }) },
  })`,
})

/** The phone with an app of these pages, showing the first one. */
async function openComponents(files: Record<string, string>) {
  const pages = Object.keys(files).flatMap((path) => (path.endsWith('.js') ? [path.slice(0, -3)] : []))
  const { root } = project({ 'app.json': JSON.stringify({ pages }), ...files })
  // The phone is not scaled.
  const viewport = { width: 1440, height: 1000 }
  const context = { reducedMotion: 'no-preference', hasTouch: true, viewport } as const
  const opened = await openPhone({ target: root, context })
  const { phone, page, tap } = opened
  const heard = () => phone.locator('.heard').innerText()
  return {
    ...opened,
    heard,
    /** Ignores all earlier events. */
    async forget() {
      await tap('Forget')
      await expect.poll(heard).toBe('')
    },
    async drag(selector: string, x: number, y: number) {
      await dragFrom(page, phone.locator(selector), x, y)
    },
    /** Restarts the app with another page. */
    async goTo(name: string) {
      const address = page.getByRole('combobox', { name: 'Page and query' })
      await address.fill(name)
      await address.press('Enter')
      await phone.locator(`.of-${name}`).waitFor({ state: 'attached' })
    },
  }
}

async function dragFrom(page: Page, from: ReturnType<Page['locator']>, x: number, y: number): Promise<void> {
  const box = (await from.boundingBox())!
  const [left, top] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(left, top)
  await page.mouse.down()
  await page.mouse.move(left + x, top + y, { steps: 10 })
  await page.mouse.up()
}

test('C54: taps and drags in a movable-view, taps on disabled controls, form resets, and placeholders', async () => {
  const { phone, page, drag, tap, heard, forget, goTo } = await openComponents({
    ...component(
      'movable',
      `<movable-area style="width: 300px; height: 100px">
      <movable-view direction="horizontal" style="width: 200px; height: 100px" onTap="outer" onChangeEnd="event">
        <view class="on" onTap="inner">Bubbles</view><view class="catch" catchTap="inner">Stops</view>
      </movable-view>
    </movable-area>`,
    ),
    ...component(
      'disabled',
      `<view class="search" onTap="outer"><input disabled placeholder="Search" /></view>
    <view onTap="outer"><textarea class="text" disabled value="Read only" /></view>
    <view onTap="outer"><switch class="switch" disabled aria-label="Off" /></view>
    <view onTap="outer"><button class="button" disabled>Button</button></view>`,
    ),
    ...component(
      'form',
      `<form onSubmit="event" onReset="event">
      <input name="input" placeholder="Input" />
      <textarea name="textarea" placeholder="Textarea" value="first" />
      <slider name="slider" value="{{3}}" show-value aria-label="Slider" />
      <switch name="switch" aria-label="Switch" />
      <radio-group name="radio"><radio value="a" checked aria-label="A" /><radio value="b" aria-label="B" /></radio-group>
      <checkbox-group name="checkbox"><checkbox value="x" aria-label="X" /></checkbox-group>
      <picker-view name="wheel" value="{{[1]}}" style="height: 100px" onChange="event">
        <picker-view-column><view a:for="{{[0, 1, 2, 3]}}">{{item}}</view></picker-view-column>
      </picker-view>
      <button form-type="reset">Reset</button><button form-type="submit">Submit</button>
    </form>`,
    ),
    ...component(
      'placeholder',
      `<input placeholder="Name" placeholder-class="hint" placeholder-style="letter-spacing: 7.5rpx; word-spacing: .1rem" style="color: #000" />
    <textarea value="Text" placeholder="Text of yours" placeholder-class="hint" />`,
      { style: '.hint { color: #f00; font-weight: bold }' },
    ),
  })
  // A tap in a movable-view is dispatched to the tapped element, and a drag is not a tap.
  await phone.locator('.on').click()
  await expect.poll(heard).toBe('inner;outer;')
  await forget()
  await phone.locator('.catch').click()
  await expect.poll(heard).toBe('inner;')
  await forget()
  await drag('.on', 60, 0)
  await expect.poll(heard).toBe('changeEnd{"x":60,"y":0};')
  await drag('.on', 0, 40)
  await phone.locator('.on').focus()
  await phone.locator('.on').press('Enter')
  await expect.poll(heard).toBe('changeEnd{"x":60,"y":0};inner;outer;')
  // Taps on a disabled control bubble to its parent.
  await goTo('disabled')
  for (const selector of ['.search mp-input', '.text', '.switch']) {
    const box = (await phone.locator(selector).boundingBox())!
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await expect.poll(heard, { message: selector }).toBe('outer;')
    await forget()
  }
  await phone.locator('.search').focus()
  await page.keyboard.press('Enter')
  await expect.poll(heard).toBe('outer;')
  expect(await findings(page, '.phone')).toEqual([])
  // A reset form shows its initial values.
  await goTo('form')
  const fields = {
    input: phone.getByPlaceholder('Input'),
    textarea: phone.getByPlaceholder('Textarea'),
    slider: phone.getByRole('slider'),
  }
  const shown = async () => ({
    input: await fields.input.inputValue(),
    textarea: await fields.textarea.inputValue(),
    count: await phone.locator('.mp-textarea-count').innerText(),
    slider: await fields.slider.inputValue(),
    sliderText: await phone.locator('.mp-slider-value').innerText(),
    checked: await phone.locator('[aria-checked=true]').evaluateAll((all) => all.map((each) => each.ariaLabel)),
    wheel: await phone.locator('.mp-wheel').evaluate((wheel) => Math.round(wheel.scrollTop / 34)),
  })
  const first = {
    input: '',
    textarea: 'first',
    count: '5/140',
    slider: '3',
    sliderText: '3',
    checked: ['A'],
    wheel: 1,
  }
  await expect.poll(shown).toEqual(first)
  await fields.input.fill('typed')
  await fields.textarea.fill('second')
  await fields.slider.fill('50')
  for (const role of ['switch', 'checkbox'] as const) await phone.getByRole(role).click()
  await phone.getByRole('radio', { name: 'B' }).click()
  await phone.locator('.mp-wheel').evaluate((wheel) => wheel.scrollTo({ top: 3 * 34 }))
  await expect.poll(shown).toEqual({
    input: 'typed',
    textarea: 'second',
    count: '6/140',
    slider: '50',
    sliderText: '50',
    checked: ['Switch', 'B', 'X'],
    wheel: 3,
  })
  await expect.poll(heard).toBe('change{"value":[3]};')
  await tap('Submit')
  await expect.poll(heard).toContain('"wheel":[3]')
  await tap('Reset')
  await expect.poll(shown).toEqual(first)
  await expect.poll(heard).toContain('reset{}')
  await tap('Submit')
  await expect
    .poll(heard)
    .toContain('"input":"","textarea":"first","slider":3,"switch":false,"radio":"a","checkbox":[],"wheel":[1]')
  // placeholder-class and placeholder-style apply only to the placeholder.
  await goTo('placeholder')
  const styleOf = (element: Element) => {
    const { color, fontWeight, letterSpacing, wordSpacing } = getComputedStyle(element)
    return [color, fontWeight, letterSpacing, wordSpacing]
  }
  const hint = phone.getByText('Name', { exact: true })
  expect(await hint.evaluate(styleOf)).toEqual(['rgb(255, 0, 0)', '700', '3.9px', '5px'])
  const field = phone.getByPlaceholder('Name')
  await field.fill('Li')
  await hint.waitFor({ state: 'hidden' })
  expect(await field.evaluate(styleOf)).toEqual(['rgb(0, 0, 0)', '400', 'normal', '0px'])
  await phone.getByText('Text of yours').waitFor({ state: 'hidden' })
})

test('C54: fields, texts and controls have the documented details, defaults and parts', async () => {
  const { phone, page, tap, heard, forget, goTo } = await openComponents({
    // Official page: input. Official page: textarea.
    ...component(
      'fields',
      `<input placeholder="Name" value="abcd" selection-start="{{1}}" selection-end="{{3}}" onFocus="event" onInput="event" onConfirm="event" onBlur="event" />
    <textarea placeholder="Text" maxlength="{{5}}" confirm-type="send" onConfirm="event" />`,
    ),
    // Official page: checkbox-group.
    ...component(
      'labels',
      `<checkbox-group onChange="event"><label>A<checkbox value="a" /></label><label>B<checkbox value="b" /></label></checkbox-group>`,
    ),
    // Official page: rich-text.
    ...component(
      'rich',
      '<rich-text nodes="{{current ? plain : nodes}}" onTap="event" onLongtap="inner" space="nbsp" /><button data-to="1" onTap="go">Go on</button>',
      {
        data: `{ current: 0, plain: [
        { name: 'font', children: [{ type: 'text', text: '' }, { name: 'small', children: [{ type: 'text', text: 'unmarked' }] }] },
      ], nodes: [
        { name: 'font', marks: { a: 1, b: 1 }, children: [{ type: 'text', text: '1 &lt;  2 &copy;' }, { name: 'small', attrs: { class: 'red' }, marks: { b: 2 }, children: [{ type: 'text', text: 'small' }] }] },
        { name: 'p', text: null, attrs: null, children: null }, { name: 5 }, { name: 'div', children: {} },
      ] }`,
        style: '.red { color: #f00 }',
      },
    ),
    // Official pages: button, progress, slider, picker, picker-view, view.
    ...component(
      'controls',
      `<button ghost type="primary">Ghost</button><button>Plain</button>
    <navigator class="link">Link</navigator>
    <progress percent="{{40}}" show-info /><slider aria-label="Slider" />
    <picker title="Colour" range="{{['Red']}}">Pick</picker>
    <picker-view indicator-class="frame" mask-class="mask" onPickStart="event" onPickEnd="event">
      <picker-view-column><view>One</view><view>Two</view></picker-view-column><view>no column</view>
    </picker-view>
    <view class="{{current ? 'moves' : ''}}" onAnimationStart="event" onAnimationIteration="event" onAnimationEnd="event">Moves</view><button data-to="1" onTap="go">Move</button>`,
      {
        style:
          '.moves { animation: fade 0.1s 2 } @keyframes fade { from { opacity: 0 } } .frame { color: #f00 } .mask { color: #00f }',
      },
    ),
  })
  await phone.getByPlaceholder('Name').focus()
  await page.keyboard.press('x')
  await page.keyboard.press('Enter')
  await expect
    .poll(heard)
    .toBe('focus{"value":"abcd"};input{"value":"axd","cursor":2};confirm{"value":"axd"};blur{"value":"axd"};')
  await forget()
  await phone.getByPlaceholder('Text').fill('two')
  await phone.getByText('3/5', { exact: true }).waitFor()
  await phone.getByPlaceholder('Text').press('Enter')
  await expect.poll(heard).toBe('confirm{"value":"two"};')
  await goTo('labels')
  await phone.getByText('B', { exact: true }).tap()
  await expect.poll(heard).toBe('change{"value":["b"]};')
  await goTo('rich')
  await phone.getByText('1\u00A0<\u00A0\u00A02\u00A0©').waitFor()
  const small = phone.getByText('small')
  expect(await small.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(255, 0, 0)')
  await small.click()
  await expect.poll(heard).toContain('"marks":{"a":1,"b":2}}')
  await forget()
  await small.hover()
  await page.mouse.down()
  await expect.poll(heard).toBe('inner;')
  await page.mouse.up()
  await tap('Go on')
  await phone.getByText('unmarked').waitFor()
  await forget()
  await phone.getByText('unmarked').click()
  await expect.poll(heard).toContain('tap')
  expect(await heard()).not.toContain('marks')
  await goTo('controls')
  const styleOf = (text: string) =>
    phone.getByText(text, { exact: true }).evaluate((element) => {
      const { backgroundColor, opacity } = getComputedStyle(element)
      return [backgroundColor, opacity]
    })
  const pressed = {
    Ghost: ['rgba(0, 0, 0, 0)', '0.7'],
    Plain: ['rgba(0, 0, 0, 0.1)', '0.7'],
    Link: ['rgba(0, 0, 0, 0)', '1'],
  }
  for (const text of ['Link', 'Ghost', 'Plain'] as const) {
    await phone.getByText(text, { exact: true }).hover()
    await page.mouse.down()
    await expect.poll(() => styleOf(text), { message: text }).toEqual(pressed[text])
    await page.mouse.up()
  }
  await phone.getByText('40%', { exact: true }).waitFor()
  expect(await phone.getByText('no column').count()).toBe(0)
  const colorOf = (selector: string) => phone.locator(selector).evaluate((element) => getComputedStyle(element).color)
  expect([await colorOf('.frame'), await colorOf('.mask')]).toEqual(['rgb(255, 0, 0)', 'rgb(0, 0, 255)'])
  // It is at the top.
  await phone.locator('.mp-wheel').press('ArrowUp')
  await forget()
  await phone.locator('.mp-wheel').press('ArrowDown')
  await expect.poll(heard).toBe('pickStart{};pickEnd{};')
  await forget()
  await tap('Move')
  await expect.poll(heard).toBe('animationStart{};animationIteration{};animationEnd{};')
  await tap('Pick')
  await phone.getByRole('heading', { name: 'Colour' }).waitFor()
})

// Official pages: swiper, movable-view, scroll-view, image.
test('C54: a swiper shows several items, marks the current one and has its height; a movable-view stays in its area', async () => {
  const { phone, page, tap, heard, goTo } = await openComponents({
    ...component(
      'several',
      `<swiper class="swiper" current="{{current}}" display-multiple-items="{{2}}" previous-margin="30px" next-margin="60px" active-class="active">
      <swiper-item a:for="{{3}}"><view style="height: {{item}}00px">Item {{item}}</view></swiper-item>
    </swiper>
    <swiper class="current" adjust-height="current" current="{{current}}"><swiper-item a:for="{{2}}"><view style="height: {{item}}00px" /></swiper-item></swiper>
    <swiper class="highest" adjust-height="highest"><swiper-item a:for="{{2}}"><view style="height: {{item}}00px" /></swiper-item></swiper>
    <swiper class="fixed" adjust-height="none"><swiper-item>Fixed</swiper-item></swiper><swiper style="height: 50px" class="own"><swiper-item>Own</swiper-item></swiper>
    <button data-to="1" onTap="go">On</button>`,
      { data: '{ current: 0 }', style: '.active { color: #f00 }' },
    ),
    ...component(
      'movable',
      `<movable-area style="width: 200px; height: 100px"><movable-view class="in" x="{{current}}" y="{{-5}}" style="width: 50px; height: 50px" onChange="event" /></movable-area>
    <button data-to="400" onTap="go">On</button>`,
      { data: '{ current: 20 }' },
    ),
    ...component(
      'scroll',
      `<view style="height: 1000px">Above</view><scroll-view class="area" scroll-y scroll-into-view="target" style="height: 100px">
      <view style="height: 300px" /><view id="target" style="height: 300px" /></scroll-view>
    <image class="picture" src="/none.png" default-source="/default.svg" />
    <scroll-view class="row" scroll-x><view a:for="{{3}}" class="tab{{index}}" /></scroll-view>`,
      { style: '.row { display: flex; column-gap: 10px } .row view { flex-shrink: 0; width: 50%; height: 20px }' },
    ),
    // Official page: page-container.
    ...component(
      'container',
      `<page-container show="{{current}}" duration="{{10}}" onBeforeEnter="event" onEnter="event" onAfterEnter="event" onClickOverlay="event" onBeforeLeave="event" onLeave="event" onAfterLeave="event">
      <view style="height: 100px">Inside</view></page-container><button data-to="1" onTap="go">On</button>`,
      { data: '{ current: 0 }' },
    ),
    'default.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20" />',
  })
  const widthOf = (selector: string) =>
    phone.locator(selector).evaluate((element) => (element as HTMLElement).offsetWidth)
  const heightOf = (selector: string) =>
    phone.locator(selector).evaluate((element) => (element as HTMLElement).offsetHeight)
  expect(await widthOf('.swiper mp-swiper-item >> nth=0')).toBe((await widthOf('.swiper')) / 2 - 45)
  const heights = () => Promise.all(['.swiper', '.current', '.highest', '.fixed', '.own'].map(heightOf))
  expect(await heights()).toEqual([100, 100, 200, 150, 50])
  const active = () => phone.locator('.active').allInnerTexts()
  expect(await active()).toEqual(['Item 1', 'Item 2'])
  await tap('On')
  await expect.poll(active).toEqual(['Item 2', 'Item 3'])
  await expect.poll(() => heightOf('.current')).toBe(200)
  const placeOf = () =>
    phone.locator('.in').evaluate((element) => {
      const { left, top } = getComputedStyle(element)
      return [left, top]
    })
  await goTo('movable')
  await expect.poll(placeOf).toEqual(['20px', '0px'])
  await tap('On')
  await expect.poll(heard).toBe('change{"x":150,"y":0,"source":""};')
  expect(await placeOf()).toEqual(['150px', '0px'])
  await goTo('container')
  const inside = phone.getByText('Inside')
  expect(await inside.isVisible()).toBe(false)
  await tap('On')
  await expect.poll(heard).toBe('beforeEnter{};enter{};afterEnter{};')
  const box = (await phone.locator('[data-app-view]').boundingBox())!
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await inside.waitFor({ state: 'hidden' })
  await expect.poll(heard).toContain('clickOverlay{};beforeLeave{};leave{};afterLeave{};')
  await goTo('scroll')
  const scrolled = () =>
    phone.locator('.area .mp-scroll-area').evaluate((area) => {
      const root = area.getRootNode() as ShadowRoot
      return [area.scrollTop, root.host.scrollTop]
    })
  await expect.poll(scrolled).toEqual([300, 0])
  await phone.locator('.picture img').waitFor({ state: 'attached' })
  // A scroll-view lays out its children itself.
  const placesInRow = () =>
    phone
      .locator('.row')
      .evaluate((row) =>
        [...row.querySelectorAll<HTMLElement>('[class^=tab]')].map((tab) => [
          tab.offsetLeft - (row as HTMLElement).offsetLeft,
          tab.offsetTop - (row as HTMLElement).offsetTop,
        ]),
      )
  expect(await placesInRow()).toEqual([0, 205, 410].map((left) => [left, 0]))
})

test('C54: a movable-view springs back from out of bounds, and can be scaled by the app, two fingers, and a wheel with Ctrl', async () => {
  const { phone, page, drag, tap, heard, forget, goTo } = await openComponents({
    ...component(
      'bounds',
      `<movable-area style="width: 200px; height: 200px">
        <movable-view class="moved" direction="all" out-of-bounds x="{{100}}" style="width: 50px; height: 50px" onChange="event" onChangeEnd="event" />
      </movable-area>`,
    ),
    ...component(
      'scale',
      `<movable-area class="whole" scale-area style="width: 300px; height: 300px">
        <movable-view class="moved" direction="all" scale scale-max="{{4}}" scale-value="{{current}}" style="width: 100px; height: 100px" onScale="event" onTap="inner" />
      </movable-area><button data-to="2" onTap="go">Double</button><button data-to="9" onTap="go">Larger</button>`,
      { data: '{ current: 1 }' },
    ),
  })
  const placeOf = () =>
    phone.locator('.moved').evaluate((element) => {
      const [own, area] = [element, element.parentElement!].map((each) => each.getBoundingClientRect())
      return [own!.left - area!.left, own!.top - area!.top, own!.width].map(Math.round)
    })
  await expect.poll(placeOf).toEqual([100, 0, 50])
  await drag('.moved', 100, -40)
  const said = [
    '(change\\{"x":[12]\\d\\d,"y":-\\d+,"source":"touch-out-of-bounds"\\};)+',
    'changeEnd\\{"x":200,"y":-40\\};',
    '(change\\{"x":[\\d.]+,"y":[-\\d.e]+,"source":"out-of-bounds"\\};)*',
    'change\\{"x":150,"y":0,"source":"out-of-bounds"\\};',
  ]
  await expect.poll(heard).toMatch(new RegExp(`^${said.join('')}$`))
  expect(await placeOf()).toEqual([150, 0, 50])

  await goTo('scale')
  await expect.poll(placeOf).toEqual([0, 0, 100])
  await tap('Larger')
  await expect.poll(placeOf).toEqual([0, 0, 400])
  await tap('Double')
  await expect.poll(placeOf).toEqual([0, 0, 200])
  // It stays in its area after scaling.
  await drag('.moved', 150, 0)
  await expect.poll(placeOf).toEqual([100, 0, 200])
  // In the middle of the area: the point between the fingers does not move.
  const fingers = await fingersOn(phone.locator('.whole'))
  const apart = (distance: number) => [-1, 1].map((side) => ({ x: 200 + (side * distance) / 2, y: 100 }))
  await fingers.press(...apart(160))
  for (const distance of [150, 130, 110, 90, 80]) await fingers.move(...apart(distance))
  await fingers.lift()
  await expect.poll(placeOf).toEqual([150, 50, 100])
  await expect.poll(heard).toMatch(/^(scale\{"x":[\d.]+,"y":[\d.]+,"scale":[\d.]+\};)+$/)
  await forget()
  // Limited to the maximum scale.
  const { x, y } = (await phone.locator('.whole').boundingBox())!
  await page.mouse.move(x + 5, y + 295)
  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -1000)
  await page.keyboard.up('Control')
  await expect.poll(placeOf).toEqual([0, -100, 400])
  await expect.poll(heard).toMatch(/"scale":4\};$/)
})

test('C54: a scroll-view does not scroll in a disabled direction, and returns to its top as on the platform', async () => {
  const { phone, page, device, drag, heard } = await openComponents(
    component(
      'scroll',
      `<scroll-view class="area" scroll-y enable-back-to-top style="height: 200px" scroll-top="{{current}}"
        disable-lower-scroll="{{current > 500 ? 'out-of-bounds' : 'always'}}" onTouchEnd="inner">
        <view class="long" style="height: 2000px">Long</view></scroll-view>
      <button data-to="600" onTap="go">Free</button><button data-to="700" onTap="go">Again</button>`,
      { data: '{ current: 300 }' },
    ),
  )
  const top = () => phone.locator('.area .mp-scroll-area').evaluate(({ scrollTop }) => scrollTop)
  await expect.poll(top).toBe(300)
  const finger = await fingersOn(phone.locator('.area'))
  let ups = ''
  async function swipe(distance: number): Promise<void> {
    await finger.press({ x: 100, y: 100 })
    for (let step = 1; step <= 8; step++) await finger.move({ x: 100, y: 100 + (distance / 8) * step })
    await finger.lift()
    ups += 'inner;'
  }
  // Neither by a finger, nor by a mouse or its wheel.
  await swipe(80)
  await expect.poll(heard).toBe(ups)
  await drag('.area', 0, 60)
  await page.mouse.wheel(0, -100)
  expect(await top()).toBe(300)
  await drag('.area', 0, -60)
  await expect.poll(top).toBeGreaterThan(320)
  const dragged = await top()
  await page.mouse.wheel(0, 100)
  await expect.poll(top).toBeGreaterThan(dragged + 20)
  // Nothing is forbidden before its edge.
  await phone.getByRole('button', { name: 'Free' }).click()
  await expect.poll(top).toBe(600)
  await swipe(80)
  await expect.poll(top).toBeLessThan(560)

  await phone.locator('.title-bar').dblclick()
  expect(await top()).toBeGreaterThan(0)
  await phone.locator('.status-clock').click()
  await expect.poll(top).toBe(0)
  await device.getByRole('radio', { name: 'Android' }).check()
  await phone.getByRole('button', { name: 'Again' }).click()
  await expect.poll(top).toBe(700)
  await phone.locator('.status-clock').click()
  expect(await top()).toBe(700)
  await phone.locator('.title-bar').dblclick({ position: { x: 150, y: 5 } })
  await expect.poll(top).toBe(0)
})

test('C54: a swiper moves to the next item in its duration, and instantly with reduced motion', async () => {
  const { phone, page, tap, heard } = await openComponents(
    component(
      'swiper',
      `<swiper a:for="{{[60000, 1]}}" a:for-item="duration" class="lasts{{duration}}" duration="{{duration}}" current="{{current}}"
    onAnimationEnd="{{duration === 1 ? 'event' : ''}}"><swiper-item a:for="{{4}}">Item {{index}}</swiper-item></swiper>
  <button a:for="{{4}}" size="mini" data-to="{{index}}" onTap="go">Go to {{index}}</button>`,
      { data: '{ current: 0 }' },
    ),
  )
  const slow = phone.locator('.lasts60000 .mp-swiper-area')
  const offset = () => slow.evaluate(({ scrollLeft }) => scrollLeft)
  let said = ''
  for (const item of [1, 0, 2]) {
    await tap(`Go to ${item}`)
    said += `animationEnd{"current":${item},"source":""};`
    await expect.poll(heard).toBe(said)
  }
  // The fast swiper has passed all items meanwhile.
  await expect.poll(offset).toBeGreaterThan(0)
  expect(await offset()).toBeLessThan(195)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await tap('Go to 3')
  await expect.poll(offset).toBe(1170)
})

test('C54: a swiper with acceleration passes several items, and emits events for each; at an edge it needs no margin', async () => {
  const { phone, heard, forget, drag, tap } = await openComponents(
    component(
      'swiper',
      `<swiper class="fast" current="{{current}}" acceleration next-margin="290px" active-class="active" changing-class="changing"
    onChange="pass" onAnimationEnd="event"><swiper-item a:for="{{9}}">Item {{index}}</swiper-item></swiper>
  <swiper class="edge" snap-to-edge previous-margin="30px" next-margin="60px">
    <swiper-item a:for="{{3}}"><view class="card">Card {{index}}</view></swiper-item></swiper>
  <button data-to="8" onTap="go">Last</button>`,
      { data: '{ current: 0 }' },
    ),
  )
  const changing = () => phone.locator('.changing').allInnerTexts()
  // A finger that stops it between items.
  const finger = await fingersOn(phone.locator('.fast'))
  await finger.press({ x: 380, y: 8 })
  for (let x = 380; x >= 160; x -= 10) await finger.move({ x, y: 8 })
  await expect.poll(heard).toBe('1…true;')
  expect(await changing()).toEqual(['Item 2'])
  expect(await phone.locator('.active').allInnerTexts()).toEqual(['Item 2'])
  await finger.lift()
  await expect.poll(heard).toMatch(/^1…true;(\d…true;)*(\d)!false;animationEnd\{"current":\2,"source":"touch"\};$/)
  expect(await changing()).toEqual([])
  const at = Number(/(\d)!/.exec(await heard())![1])
  await forget()
  // A mouse that drags it back by two items.
  await drag('.fast', 220, 0)
  await expect.poll(heard).toMatch(/(\d)!false;animationEnd\{"current":\1,"source":"touch"\};$/)
  const changes = [...(await heard()).matchAll(/(\d)…true/g)].map(([, index]) => Number(index))
  // A busy browser may not draw any of the frames in which an item is visible.
  expect(changes).toEqual([...new Set(changes)].sort((one, other) => other - one))
  expect(changes[0]).toBeLessThan(at)
  // The app moves to an item immediately.
  await forget()
  await tap('Last')
  await expect.poll(heard).toBe('8!false;animationEnd{"current":8,"source":""};')

  const cardAt = (index: number) =>
    phone.locator('.edge').evaluate((swiper, index) => {
      const [outer, inner] = [swiper, swiper.querySelectorAll('.card')[index]!].map((each) =>
        each.getBoundingClientRect(),
      )
      return [inner!.left - outer!.left, outer!.right - inner!.right].map(Math.round)
    }, index)
  await expect.poll(() => cardAt(0)).toEqual([0, 90])
  await drag('.edge', -150, 0)
  await expect.poll(() => cardAt(1)).toEqual([30, 60])
  await drag('.edge', -150, 0)
  await expect.poll(() => cardAt(2)).toEqual([90, 0])
  await drag('.edge', 150, 0)
  await expect.poll(() => cardAt(1)).toEqual([30, 60])
})

test('C54: a swiper is moved by the app with a single change event, by a finger on a scroll-view in it, and by a mouse', async () => {
  const { phone, tap, drag, heard, forget } = await openComponents(
    component(
      'swiper',
      `<swiper current="{{current}}" style="height: 200px" onChange="follow" onAnimationEnd="event">
    <swiper-item a:for="{{list}}"><scroll-view scroll-y style="height: 200px">
      <view class="item{{item}}">Item {{item}}</view>
    </scroll-view></swiper-item>
  </swiper>
  <view class="current">{{current}}</view>
  <button a:for="{{[0, 4]}}" size="mini" data-to="{{item}}" onTap="go">Go to {{item}}</button>`,
      { data: '{ list: [0, 1, 2, 3, 4], current: 2 }' },
    ),
  )
  const isShown = (item: number) => phone.locator(`.item${item}`).and(phone.locator(':not([inert] *)')).waitFor()
  const expectHeard = async (said: string) => {
    await expect.poll(heard).toBe(said)
    await forget()
  }
  await isShown(2)
  expect(await heard()).toBe('')
  // Moved by the app: one change, regardless of the number of items in between.
  for (const item of [4, 0]) {
    await tap(`Go to ${item}`)
    await expect.poll(heard).toBe(`change${item};animationEnd{"current":${item},"source":""};`)
    await isShown(item)
    await forget()
  }
  // Moved by a finger.
  const finger = await fingersOn(phone.locator('.item0'))
  await finger.press({ x: 330, y: 8 })
  for (let x = 330; x >= 30; x -= 10) await finger.move({ x, y: 8 })
  await finger.lift()
  await expectHeard('change1;animationEnd{"current":1,"source":"touch"};')
  // Moved by a mouse.
  await drag('.item1', -200, 0)
  await expectHeard('change2;animationEnd{"current":2,"source":"touch"};')
  await drag('.item2', 200, 0)
  await expectHeard('change1;animationEnd{"current":1,"source":"touch"};')
  await drag('.item1', -40, 0)
  await expectHeard('animationEnd{"current":1,"source":"touch"};')
  await tap('Go to 0')
  await expectHeard('change0;animationEnd{"current":0,"source":""};')
  // If the app moves it again immediately, its responses to `change` are late. The swiper still stops at the item of the data.
  await phone.getByRole('button', { name: 'Go to 4' }).evaluate((four) => {
    const zero = four.previousElementSibling
    for (const button of [four, zero, four]) (button as HTMLElement).click()
  })
  // On a slow machine, a response may arrive after the swiper has stopped, and move it again.
  await expect.poll(heard).toMatch(/^((change\d;){1,5}animationEnd\{"current":\d,"source":""\};){1,5}$/)
  const isAtData = async () => {
    const item = await phone.locator('.current').innerText()
    return phone.locator(`.item${item}`).and(phone.locator(':not([inert] *)')).isVisible()
  }
  await expect.poll(isAtData).toBe(true)
})

test('C60: unsupported tags, attributes and texts of dialogs are reported once, tags with their position', async () => {
  const { log, tap, dialog, goTo } = await openComponents({
    ...component('tags', '<veiw>One</veiw><view bindtap="inner">Two</view><picker mode="date" /><map />'),
    'dialog.axml': '<button class="of-dialog" onTap="ask">Ask</button>',
    'dialog.js': "Page({ ask() { my.alert({ title: { text: 'Hello' }, content: 5, buttonText: null }) } })",
  })
  await log.getByText('<map> is not simulated. It is drawn as a box.').waitFor()
  await log.getByText('<picker> has no mode "date", and only selects from range. Use my.datePicker instead.').waitFor()
  await log.getByText('bindtap has no effect. Write onTap instead.').waitFor()
  await log.getByText('tags.axml:1:23').first().waitFor()
  expect(await log.getByText('<veiw>').count()).toBe(1)
  // Objects are not shown.
  await goTo('dialog')
  await tap('Ask')
  await dialog.getByText('5', { exact: true }).waitFor()
  await log.getByText('my.alert does not show its title, which is not a string.').waitFor()
  expect(await log.getByText('which is not a string').count()).toBe(1)
})
