import { effect } from '@preact/signals'
import { render } from 'preact'
import { refreshPhotos } from './phone/album.ts'
import { hasServer, onProjectChange } from './phone/server.ts'
import { device } from './state/device.ts'
import { readLink } from './state/link.ts'
import { addText } from './state/log.ts'
import { find, loadProject, reload, select } from './state/program.ts'
import { texts } from './texts/index.ts'
import { App } from './ui/app.tsx'
import { settingHash } from './ui/header.tsx'

const { device: linked, sample, page } = readLink(location.hash)
device.value = linked
render(<App />, document.getElementById('root')!)

await Promise.all([hasServer && loadProject(), refreshPhotos()])
await select(find(sample, page))

// The address is always the link to what is set.
effect(() => history.replaceState(null, '', settingHash()))

addEventListener('hashchange', () => {
  const next = readLink(location.hash)
  device.value = next.device
  void select(find(next.sample, next.page))
})

if (hasServer) {
  onProjectChange(() => {
    addText('note', texts.value.log.changed)
    void reload()
  })
}
