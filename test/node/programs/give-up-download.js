// Gives up a download whose connection is still being made, and prints what keeps the process alive after that.
import memory from '../../../dist/albums/memory.js'
import { network, saveImage } from '../../../dist/node.js'

const [url] = process.argv.slice(2)
const error = await saveImage(network(url, { timeout: 200 }), { album: memory() }).catch((thrown) => thrown)
// Pipes are standard input and output.
const alive = process.getActiveResourcesInfo().filter((resource) => resource !== 'PipeWrap')
console.log(JSON.stringify({ reason: error.reason, alive }))
