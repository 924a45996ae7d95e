import { expect, it } from 'vitest'
import { fullTest, sample } from '../setup/counts.ts'
import { computer } from './command.ts'

it('scripts with require run under any package.json, from the root of the app too', async () => {
  const { write, photosalbum } = await computer()
  for (const type of sample(1, ['module', 'commonjs'])) {
    await write({
      'app.json': '{}',
      'package.json': JSON.stringify({ type }),
      'util.js': `const { deep } = require('/lib/deep')\nexports.util = 'util ' + deep`,
      'lib/deep.js': `exports.deep = 'deep ' + require('../config.json').a + require('./modern').modern`,
      'lib/modern.js': `export const modern = ' modern'`,
      'lib/index.js': `const lib = 'lib'\nmodule.exports = { lib }`,
      'config.json': '{ "a": 1 }',
      'pages/a.js': `import { util } from '/util'\nimport { lib } from '../lib'\nconsole.log(util, lib)`,
      'pages/b.js': `const { util } = require('/util')\nconst { lib } = require('/lib')\nconsole.log(util, lib)`,
    })
    for (const page of ['pages/a.js', 'pages/b.js']) {
      const { code, out, err } = await photosalbum(['run', page])
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toContain('util deep 1 modern lib\n')
    }
  }
})

fullTest('recognizes a module by its code, not by its comments and strings', async () => {
  const { write, photosalbum } = await computer()
  await write({
    'page.js': `/*\n import is explained here\n*/\nconst text = \`\nexport const a = 1\n\`\nconsole.log(typeof require('./b'), text.length)`,
    'b.js': 'exports.b = 1',
  })
  const { code, out, err } = await photosalbum(['run', 'page.js'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('object 20\n')
})
