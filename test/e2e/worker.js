import { scenarios } from './scenarios.js'

addEventListener('message', async ({ data: { name, input }, ports: [port] }) => {
  try {
    port.postMessage({ result: await scenarios[name](input) })
  } catch (error) {
    port.postMessage({ error: String(error.stack ?? error) })
  }
})
