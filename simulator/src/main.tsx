import { batch, effect } from '@preact/signals'
import { render } from 'preact'
import { refreshPhotos } from './phone/album.ts'
import { hasServer, onProjectChange } from './phone/server.ts'
import { device } from './state/device.ts'
import { readLink } from './state/link.ts'
import { addText } from './state/log.ts'
import { absentFrom, find, loadProject, project, reload, select } from './state/program.ts'
import { texts } from './texts/index.ts'
import { App } from './ui/app.tsx'
import { settingHash } from './ui/header.tsx'

async function follow(hash: string): Promise<void> {
  const { device: linked, sample, page, unread } = readLink(hash)
  const chosen = find(sample, page)
  const ignored = [...unread, ...absentFrom(chosen, sample, page)]
  if (ignored.length > 0) addText('note', texts.value.log.notes.ignored(ignored.join(', ')))
  // At once: the address never is a link to the one setting with the other page.
  await batch(() => {
    device.value = linked
    return select(chosen)
  })
}

device.value = readLink(location.hash).device
// Asked for before the first look is drawn, which takes as long as the answer.
const reading = hasServer && loadProject()
render(<App />, document.getElementById('root')!)
addEventListener('hashchange', () => void follow(location.hash))

await reading
// The samples change with nobody.
if (project.value) {
  onProjectChange((change) => {
    addText('note', texts.value.log[change])
    void reload()
  })
}
void refreshPhotos()
await follow(location.hash)

// The address is always the link to what is set.
effect(() => history.replaceState(null, '', settingHash()))
