import { installMy } from 'photosalbum/testing'
import { expect, onTestFinished, test } from 'vitest'
import { BROKEN_SAMPLES } from '../fixtures/broken-samples.ts'
import COUNTS from '../fixtures/sample-counts.json' with { type: 'json' }

test.each(BROKEN_SAMPLES)('block $block of $page cannot run', async ({ code, error }) => {
  const phone = installMy({ device: { language: 'en' } })
  onTestFinished(() => phone.uninstall())
  const run = async () => {
    const page = await phone.runPage(`Page({ async sample() {\n${code}\n} })`)
    await page.sample?.()
  }
  const thrown = await run().then(
    () => undefined,
    (failure: { message?: string; errorMessage?: string }) => failure.errorMessage ?? failure.message,
  )
  expect(thrown).toMatch(error)
})

const PAGES = {
  en: {
    head: `# The samples of the official documents

[简体中文](official-samples.zh-CN.md)

The documents (\`AlipayDocs/open-docs\`, folder \`mini/api\`) show how each API is called. \`npm run samples -- FOLDER\` runs all samples
about the APIs that are simulated, from a clone of the documents, unchanged, on Node and in the simulator, and counts those that run.
[A test](../test/my/official-samples.test.ts) writes this page and checks each reason.

| folder | samples | run on Node | run in the simulator |
|---|---|---|---|
`,
    all: 'all',
    broken: `
These do not run, for a reason of their own. Those of APIs that are not simulated are not counted above.

| page | code block | the sample |
|---|---|---|
`,
  },
  zh: {
    head: `# 官方文档中的示例代码

[English](official-samples.md)

官方文档（\`AlipayDocs/open-docs\` 的 \`mini/api\` 目录）给出了各 API 的调用示例。\`npm run samples -- 目录\` 会在 Node 和模拟器中原样运行所有已模拟 API 的示例，并统计可运行的数量。本页由[测试](../test/my/official-samples.test.ts)生成，并逐条验证原因。

| 目录 | 示例 | 在 Node 中可运行 | 在模拟器中可运行 |
|---|---|---|---|
`,
    all: '合计',
    broken: `
下列示例因自身原因无法运行。其中未模拟的 API 的示例不计入上表。

| 页面 | 代码块 | 示例 |
|---|---|---|
`,
  },
}

test.each([
  ['en', 'official-samples.md', 0],
  ['zh', 'official-samples.zh-CN.md', 1],
] as const)('the page in %s lists them', async (language, file, index) => {
  const { head, all, broken } = PAGES[language]
  const folders = Object.entries(COUNTS)
  const sum = (of: 'samples' | 'node' | 'simulator') => folders.reduce((total, [, counts]) => total + counts[of], 0)
  const counts = [
    ...folders,
    [all, { samples: sum('samples'), node: sum('node'), simulator: sum('simulator') }] as const,
  ]
  const page = [
    head,
    ...counts.map(([name, { samples, node, simulator }]) => `| ${name} | ${samples} | ${node} | ${simulator} |\n`),
    broken,
    ...BROKEN_SAMPLES.map(({ page, block, why }) => `| ${page} | ${block + 1} | ${why[index]} |\n`),
  ]
  await expect(page.join('')).toMatchFileSnapshot(`../../docs/${file}`)
})
