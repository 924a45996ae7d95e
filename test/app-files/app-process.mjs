/** An app in a process of its own, which the tests end as they like. It does what its first argument says. */
import { createMy, memory } from '../../dist/node.js'

const [, , what, dataDir, url] = process.argv
const my = createMy({ dataDir, album: memory(), network: { allowHttpLoopback: true } })
/** A failure of a `…Sync` method is returned, to be printed. */
const fs = new Proxy(my.getFileSystemManager(), {
  get:
    (manager, name) =>
    (...args) => {
      try {
        return manager[name](...args)
      } catch ({ error, errorMessage }) {
        return { error, errorMessage }
      }
    },
})
const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)

const actions = {
  /** Writes the same file over and over, each time full of one other letter. */
  write() {
    for (let round = 0; ; round++) {
      fs.writeFileSync('https://usr/a.txt', String.fromCharCode(97 + (round % 26)).repeat(3_000_000))
      fs.appendFileSync('https://usr/a.txt', String.fromCharCode(97 + (round % 26)).repeat(1_000_000))
      if (round === 0) tell('writing')
    }
  },
  /** Stores values until it is killed, and says each time which one is stored. */
  store() {
    for (let at = 0; ; at++) {
      my.setStorageSync({ key: `k${at % 200}`, data: `${at}:${'x'.repeat(2000)}` })
      tell(at)
    }
  },
  append() {
    tell(fs.appendFileSync('https://usr/a.txt', 'one'))
  },
  async download() {
    my.downloadFile({ url, filePath: 'https://usr/a.png' }).then(tell, tell)
    my.downloadFile({ url }).then(tell, tell)
  },
  /** Makes a temporary file, and waits to be ended. */
  async temporary() {
    const { apFilePath } = await my.downloadFile({ url })
    tell(apFilePath)
    setInterval(() => {}, 1000)
  },
  /** Is asked for permission, and keeps the answer. */
  async answer() {
    const asked = createMy({ dataDir, album: memory(), authorize: () => 'granted' })
    fs.writeFileSync('https://usr/a.png', '')
    tell(await asked.saveImageToPhotosAlbum({ filePath: 'https://usr/a.png' }).catch((failure) => failure))
  },
  async readAndWrite() {
    const results = [fs.readFileSync('https://usr/a.txt'), fs.writeFileSync('https://usr/b.txt', 'b')]
    const saved = await my.saveImageToPhotosAlbum({ filePath: 'https://usr/a.txt' }).catch((failure) => failure)
    tell([...results, saved])
  },
  fill() {
    tell(fs.writeFileSync('https://usr/a.txt', 'old'))
    tell(fs.writeFileSync('https://usr/a.txt', 'x'.repeat(3_000_000)))
    tell(fs.appendFileSync('https://usr/a.txt', 'x'.repeat(3_000_000)))
    tell(fs.readFileSync('https://usr/a.txt', 'utf8'))
    tell(fs.readdirSync('https://usr'))
  },
}
await actions[what]()
