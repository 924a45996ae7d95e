import { scenarios } from './scenarios.js'

/** Runs a scenario here, or in a worker of its own. */
globalThis.run = async ([place, name, input]) => {
  if (place === 'page') return scenarios[name](input)
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
  const { port1, port2 } = new MessageChannel()
  const answer = new Promise((resolve, reject) => {
    port1.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.result))
    worker.onerror = ({ message }) => reject(new Error(message))
  })
  worker.postMessage({ name, input }, [port2])
  return answer
}
