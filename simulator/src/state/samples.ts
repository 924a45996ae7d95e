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
  appId: `simulator.${id}`,
  root: `samples/${id}`,
  name: config.window?.defaultTitle ?? id,
  pages: ['index.js'],
  config,
  titles: { en, zh },
})

/** The samples in the order of the list. */
export const SAMPLES: readonly Sample[] = [
  sample('poster', poster, 'Poster with a QR code', '带二维码的海报'),
  sample('network', network, 'Documentation: save a network image', '文档示例：网络图片'),
  sample('workaround', workaround, 'Documentation: save several images in sequence', '文档示例：逐张保存多张图片'),
  sample('defect', defect, 'Three concurrent saves (known defect)', '同时保存三张（已知问题）'),
  sample('base64', base64, 'Base64 image', 'base64 图片'),
  sample('permission', permission, 'Permission denied by the user', '用户拒绝授权'),
  sample('user-file', userFile, 'User file', '本地用户文件'),
  sample('problems', problems, 'Common errors', '常见错误'),
]
