import { parentPort, workerData } from 'node:worker_threads'

// The package as it is published: a worker has no aliases that lead to the sources.
const { connectMy } = await import(new URL('../../dist/bridge/index.js', import.meta.url))

const my = await connectMy(parentPort)
const result = await my.saveImageToPhotosAlbum({ filePath: workerData })
parentPort.postMessage({ result })
await my.dispose()
