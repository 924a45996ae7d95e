// Gives up a download whose connection is still being made, and prints what keeps the process alive after that.
import memory from '../../../dist/albums/memory.js'
import { network, saveImage } from '../../../dist/node.js'

const [url] = process.argv.slice(2)
const error = await saveImage(network(url, { timeout: 200 }), { album: memory() }).catch((thrown) => thrown)
// The system may not have finished yet to look a name up, to connect or to read a module.
const isBusy = () => process.getActiveResourcesInfo().some((resource) => /Req|ConnectWrap|Immediate/.test(resource))
while (isBusy()) await new Promise((resolve) => setTimeout(resolve, 10))
// Pipes are standard input and output.
const alive = process.getActiveResourcesInfo().filter((resource) => resource !== 'PipeWrap')
console.log(JSON.stringify({ reason: error.reason, alive }))
