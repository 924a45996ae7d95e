import { deliver, keep } from './save.js'

const status = document.querySelector('#status')

for (const [id, save] of Object.entries({ deliver, keep })) {
  document.getElementById(id).addEventListener('click', async () => {
    try {
      status.textContent = JSON.stringify(await save())
    } catch (error) {
      status.textContent = error.errorMessage ?? error.message
    }
  })
}
