import { useEffect } from 'preact/hooks'
import { inspectData } from '../../app/to-app.ts'
import { isPicking, selectedNode } from '../../state/inspection.ts'
import { openPage, pageData, pageStack, shown } from '../../state/running-app.ts'
import { texts } from '../../texts/index.ts'
import { PickIcon } from '../icons.tsx'
import { DataTree } from '../phone/data-tree.tsx'
import { Methods } from './methods.tsx'
import { Tree } from './tree.tsx'

/** The open pages, the nodes and data of the visible one, and its methods. */
export function PagePanel() {
  const text = texts.value.page
  const stack = pageStack.value
  const top = stack.at(-1)
  const page = top && shown.value?.tree.pages.value.get(top.page)
  const selected = shown.value?.tree.get(selectedNode.value ?? -1)
  const component = selected?.kind === 'component' ? selected : undefined
  useEffect(() => {
    inspectData(component?.id ?? 'page')
    return () => inspectData(undefined)
  }, [component])
  return (
    <div class="scroll page-panel">
      <ol class="stack" aria-label={text.stack}>
        {stack.map(({ page, route, query }) => (
          <li key={page} aria-current={page === top?.page ? 'page' : undefined}>
            <code>{route}</code>
            {Object.keys(query).length > 0 && <span class="hint">{JSON.stringify(query)}</span>}
          </li>
        ))}
      </ol>
      {page && openPage.value?.hasTemplate && (
        <details open>
          <summary>{text.nodes}</summary>
          <button
            type="button"
            class="button quiet pick"
            aria-pressed={isPicking.value}
            onClick={() => {
              isPicking.value = !isPicking.value
            }}
          >
            <PickIcon />
            <span>{isPicking.value ? text.picking : text.pick}</span>
          </button>
          <Tree root={page.root} />
        </details>
      )}
      <details open>
        <summary>{component ? text.dataOf(component.tag) : texts.value.phone.data}</summary>
        <DataTree value={pageData.value} />
      </details>
      {openPage.value && (
        <details>
          <summary>{texts.value.phone.methods}</summary>
          <Methods page={openPage.value} />
        </details>
      )}
    </div>
  )
}
