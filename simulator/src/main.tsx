import { batch, effect } from '@preact/signals'
import { render } from 'preact'
import { hasServer } from '#host'
import { refreshPhotos } from './phone/album.ts'
import { onProjectChange } from './phone/server.ts'
import { device } from './state/device.ts'
import { readLink } from './state/link.ts'
import { addText } from './state/log.ts'
import { find, loadProject, missingFromSelection, project, reload, select } from './state/program.ts'
import { texts } from './texts/index.ts'
import { App } from './ui/app.tsx'
import { linkHash } from './ui/header.tsx'

async function follow(hash: string): Promise<void> {
  const { device: linked, sample, page, ignored: unknown } = readLink(hash)
  const chosen = find(sample, page)
  const ignored = [...unknown, ...missingFromSelection(chosen, sample, page)]
  if (ignored.length > 0) addText('note', texts.value.log.notes.ignored(ignored.join(', ')))
  // In one batch, so that the URL never combines the old device with the new page.
  await batch(() => {
    device.value = linked
    return select(chosen)
  })
}

const link = readLink(location.hash)
device.value = link.device
// Requested before the first render, because both take about the same time.
const isLoaded = loadProject(link.sample)
render(<App />, document.getElementById('root')!)
addEventListener('hashchange', () => void follow(location.hash))

await isLoaded
// Only the files of a project can change.
if (hasServer && project.value) {
  onProjectChange((change) => void reload(change))
}
void refreshPhotos()
await follow(location.hash)

// The URL always links to the current settings.
effect(() => history.replaceState(null, '', `${location.pathname}${linkHash()}`))
