import base64 from '../../samples/base64/app.json'
import defect from '../../samples/defect/app.json'
import network from '../../samples/network/app.json'
import permission from '../../samples/permission/app.json'
import poster from '../../samples/poster/app.json'
import problems from '../../samples/problems/app.json'
import userFile from '../../samples/user-file/app.json'
import workaround from '../../samples/workaround/app.json'
import type { Config, Program } from '../app/program.ts'
import type { Language } from '../texts/index.ts'

/** A sample and its name in the list. */
export interface Sample extends Program {
  readonly titles: Readonly<Record<Language, string>>
}

const sample = (id: string, config: Config, en: string, zh: string): Sample => ({
  id,
  root: `samples/${id}`,
  name: config.window?.defaultTitle ?? id,
  pages: ['index.js'],
  config,
  titles: { en, zh },
})

/** Ready to run, the most telling first. */
export const SAMPLES: readonly Sample[] = [
  sample('poster', poster, 'Poster with a QR code', '带二维码的海报'),
  sample('network', network, 'The document: a network picture', '文档示例：网络图片'),
  sample('workaround', workaround, 'The document: several pictures, one by one', '文档示例：逐张保存多张图片'),
  sample('defect', defect, 'Three saves at once: the defect', '同时保存三张：已知问题'),
  sample('base64', base64, 'A base64 picture', 'base64 图片'),
  sample('permission', permission, 'When the person says no', '用户拒绝之后'),
  sample('user-file', userFile, 'A file of the app', '本地用户文件'),
  sample('problems', problems, 'What fails, and why', '会失败的写法'),
]
