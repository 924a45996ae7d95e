import { expect, test } from 'vitest'
import { count, sample } from '../setup/counts.ts'
import { openPhone } from './open-phone.ts'
import { project } from './project.ts'

const BAD_COMPONENT = {
  'pages/page.json': '{ "usingComponents": { "bad-card": "/bad-card" } }',
  'bad-card.json': '{ "component": true }',
  'bad-card.axml': '<view>A card</view>',
  'bad-card.js': "Component({ didMount() { throw new Error('The card is broken') } })",
}

const ROWS = count(3_000, 10_000)

/** The action of an app when its button is tapped, and the screen afterwards. */
const CASES = [
  {
    name: 'thousands of rows',
    view: '<view a:for="{{rows}}" onTap="count">Row {{item}}</view>',
    break: `this.setData({ rows: Array.from({ length: ${ROWS} }, (_, index) => index + 1) })`,
    shows: new RegExp(`^Row ${ROWS}$`),
  },
  {
    name: 'a component that throws in didMount',
    view: '<bad-card a:if="{{state}}" />',
    break: "this.setData({ state: 'mounted' })",
    shows: /^A card$/,
    files: BAD_COMPONENT,
  },
  {
    name: 'data that is set in an endless loop',
    view: '<view>{{round}} rounds</view>',
    break: 'const next = () => this.setData({ round: (this.data.round ?? 0) + 1 }, next); next()',
    shows: /^\d\d+ rounds$/,
  },
  {
    name: 'data of 5 MB',
    view: '<view a:if="{{list}}">{{list.length}} records</view>',
    break:
      "this.setData({ list: Array.from({ length: 50000 }, (_, id) => ({ id, name: 'Record ' + id, text: 'x'.repeat(70) })) })",
    shows: /^50000 records$/,
  },
  {
    name: '1,000 calls at once',
    view: '<view>{{answers}} answers</view>',
    break: `let answers = 0
      for (let call = 0; call < 1000; call++) my.getNetworkType({ complete: () => this.setData({ answers: ++answers }) })`,
    shows: /^1000 answers$/,
  },
] as const

test.each(sample(1, CASES))('the phone stays usable: $name', async ({ view, break: action, shows, ...more }) => {
  const { root } = project({
    'app.json': '{ "pages": ["pages/home", "pages/page"] }',
    'pages/home.axml': '<view>The first page</view><button onTap="open">Open</button>',
    'pages/home.js': "Page({ open() { my.navigateTo({ url: '/pages/page' }) } })",
    'pages/page.axml': `<button onTap="break">Break</button><button onTap="count">Count</button>
      <view>Counted {{counted}}</view>${view}`,
    'pages/page.js': `Page({
      data: { counted: 0 },
      break() { ${action} },
      count() { this.setData({ counted: this.data.counted + 1 }) },
    })`,
    ...('files' in more ? more.files : {}),
  })
  const { phone, tap } = await openPhone({ target: root })
  await tap('Open')
  await tap('Break')
  await phone.getByText(shows).waitFor({ state: 'attached' })
  await tap('Count')
  await phone.getByText('Counted 1').waitFor()
  await tap('Back')
  await phone.getByText('The first page').waitFor()
  await expect.poll(() => phone.getByText('Counted 1').count()).toBe(0)
})
