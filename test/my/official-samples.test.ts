import { installMy } from 'photosalbum/testing'
import { expect, onTestFinished, test } from 'vitest'
import { BROKEN_SAMPLES } from '../fixtures/broken-samples.ts'

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

const HEADS = {
  en: `# The samples of the official documents

[中文](official-samples.zh-CN.md)

The documents (\`AlipayDocs/open-docs\`, folder \`mini/api\`) show how each API is called. All samples about an API that exists here run
unchanged, on Node and in the simulator, except the following. \`npm run samples -- FOLDER\` runs all of them from a clone of the
documents; [a test](../test/my/official-samples.test.ts) writes this page and checks each reason.

| page | code block | the sample |
|---|---|---|
`,
  zh: `# 官方文档中的示例代码

[English](official-samples.md)

官方文档（\`AlipayDocs/open-docs\` 的 \`mini/api\` 目录）给出了各 API 的调用示例。凡是此处已有的 API，其示例均可原样运行，无论在 Node 还是在模拟器中，下列示例除外。\`npm run samples -- 目录\` 会运行该文档仓库中的全部示例；本页由[测试](../test/my/official-samples.test.ts)生成，并逐条验证原因。

| 页面 | 代码块 | 示例 |
|---|---|---|
`,
}

test.each([
  ['en', 'official-samples.md', 0],
  ['zh', 'official-samples.zh-CN.md', 1],
] as const)('the page in %s lists them', async (language, file, index) => {
  const rows = BROKEN_SAMPLES.map(({ page, block, why }) => `| ${page} | ${block + 1} | ${why[index]} |\n`)
  await expect(HEADS[language] + rows.join('')).toMatchFileSnapshot(`../../docs/${file}`)
})
