import type { Description } from '../core/problem-details.ts'
import { describe } from './app-code.ts'
import { datasetOf } from './events.ts'
import type { MiniProgram } from './runtime.ts'
import type { LiveElement } from './tree.ts'
import type { Json, ViewElement, ViewEvent, ViewNode, ViewUpdate } from './types.ts'
import { createViewTree, type ViewTree } from './view-tree.ts'

/**
 * The built-in behaviour of controls: a tap checks boxes, submits forms and follows links. It runs next to the program, so that
 * the simulator, `photosalbum run` and headless tests behave the same.
 */
export interface Controls {
  /** The tree that the user sees, with the state of the controls. */
  readonly tree: ViewTree
  /** Applies an update of the program. Called before the view applies it. */
  apply(update: ViewUpdate): void
  /**
   * Handles an event of the view: first the app's handlers, then the behaviour of the control. Returns the number of handlers.
   */
  dispatch(event: ViewEvent): number
}

export interface ControlsHost {
  readonly program: Pick<
    MiniProgram,
    'dispatch' | 'idle' | 'node' | 'navigateTo' | 'redirectTo' | 'reLaunch' | 'switchTab' | 'navigateBack'
  >
  /** Renders the new state of a control. */
  render(update: ViewUpdate): unknown
  /** A control cannot perform its action, such as following a link to a page that does not exist. */
  report(node: ViewElement, description: Description): void
  /** The user tapped a `button` that shares the page (`open-type="share"`). */
  share?(event: { from: 'button'; target: object }): void
  /**
   * The user tapped a `button` that requests access to user data (`open-type="getAuthorize"`). Resolves with whether the user
   * allowed it.
   */
  authorize?(scope: string): Promise<boolean>
  /** The app's `my`, for the data of a user who allowed access. */
  readonly my?: object
}

/** The controls whose value a form collects, with the attribute that holds the value. */
const VALUES: { readonly [tag: string]: 'value' | 'checked' } = {
  input: 'value',
  textarea: 'value',
  slider: 'value',
  picker: 'value',
  'picker-view': 'value',
  switch: 'checked',
}

/** Controls that the view itself handles taps on. It shows the entered value. */
const OWN_GESTURES = new Set(['input', 'textarea', 'picker', 'picker-view', 'slider'])

export function createControls({ program, render, report, share, authorize, my }: ControlsHost): Controls {
  const tree = createViewTree()
  /** The attributes of controls when they were first shown or last set by the app, for `reset`. */
  const initial = new Map<number, Json>()

  const element = (id: number | undefined): ViewElement | undefined => {
    const node = id === undefined ? undefined : tree.node(id)
    return node && 'attributes' in node ? node : undefined
  }

  function closest(node: ViewNode, tag: string): ViewElement | undefined {
    for (let at: ViewNode | undefined = node; at; at = tree.parent(at.id)) if (isElement(at, tag)) return at
    return undefined
  }

  /** Keeps the value that the user entered until the app sets another one. */
  function remember(node: ViewElement, name: 'value' | 'checked', value: Json, page: number): ViewUpdate {
    if (!initial.has(node.id)) initial.set(node.id, node.attributes[name] ?? null)
    const patch = {
      type: 'patch',
      page,
      patches: [{ op: 'attributes', id: node.id, attributes: { [name]: value } }],
    } as const
    tree.apply(patch)
    return patch
  }

  /** Changes the state of a control and shows it. */
  function set(node: ViewElement, name: 'value' | 'checked', value: Json, page: number): void {
    render(remember(node, name, value, page))
    if (OWN_GESTURES.has(node.tag)) showValue(node, value, page)
  }

  /** Replaces the entered value, which only the view has. */
  function showValue({ id }: ViewElement, value: Json, page: number): void {
    render({ type: 'patch', page, patches: [{ op: 'call', id, method: 'setValue', arguments: [value] }] })
  }

  /** A controlled field shows only the value that the app sets, so typed text is replaced once the app has reacted. */
  async function showControlled(node: ViewElement, page: number): Promise<void> {
    await program.idle()
    showValue(node, element(node.id)?.attributes.value ?? '', page)
  }

  function check(box: ViewElement, checked: boolean, page: number): void {
    const group = closest(box, box.tag === 'radio' ? 'radio-group' : 'checkbox-group')
    if (box.tag === 'radio' && group) {
      for (const other of descendants(group, 'radio')) {
        if (other !== box && isTrue(other.attributes.checked)) set(other, 'checked', false, page)
      }
    }
    set(box, 'checked', checked, page)
    emit(box, 'change', { value: checked })
    if (!group) return
    const boxes = descendants(group, box.tag).filter(({ attributes }) => isTrue(attributes.checked))
    const values = boxes.map(({ attributes }) => attributes.value ?? '')
    emit(group, 'change', { value: box.tag === 'radio' ? (values[0] ?? '') : values })

    function emit(node: ViewElement, type: string, detail: Json): void {
      program.dispatch({ page, node: node.id, type, detail })
    }
  }

  /** Performs the action of the innermost control in the path. */
  function activate(target: ViewNode, page: number): void {
    for (let node: ViewNode | undefined = target; node; node = tree.parent(node.id)) {
      if (!('attributes' in node)) continue
      if (isTrue(node.attributes.disabled)) continue
      if (node.tag === 'checkbox') check(node, !isTrue(node.attributes.checked), page)
      else if (node.tag === 'radio') {
        if (!isTrue(node.attributes.checked)) check(node, true, page)
      } else if (node.tag === 'switch') {
        const checked = !isTrue(node.attributes.checked)
        if (!isTrue(node.attributes.controlled)) set(node, 'checked', checked, page)
        program.dispatch({ page, node: node.id, type: 'change', detail: { value: checked } })
      } else if (node.tag === 'label') activateLabel(node, target, page)
      else if (node.tag === 'button') press(node, page)
      else if (node.tag === 'navigator') follow(node)
      else if (!OWN_GESTURES.has(node.tag)) continue
      return
    }
  }

  function activateLabel(label: ViewElement, target: ViewNode, page: number): void {
    const id = label.attributes.for
    const controls = /^(checkbox|radio|switch|input|textarea|button)$/
    const found =
      typeof id === 'string' && id !== ''
        ? all(tree.root(page)).find((node) => node.attributes.id === id)
        : all(label).find((node) => controls.test(node.tag))
    if (!found || found.id === target.id) return
    if (found.tag === 'input' || found.tag === 'textarea') {
      render({ type: 'patch', page, patches: [{ op: 'call', id: found.id, method: 'focus', arguments: [] }] })
    } else if (!isTrue(found.attributes.disabled)) activate(found, page)
  }

  function press(button: ViewElement, page: number): void {
    const formType = button.attributes['form-type']
    const form = closest(button, 'form')
    if (formType === 'submit' && form) {
      const detail = {
        value: valuesOf(form),
        buttonTarget: { id: button.attributes.id ?? '', dataset: datasetAt(button.id) },
      }
      program.dispatch({ page, node: form.id, type: 'submit', detail })
    } else if (formType === 'reset' && form) {
      for (const control of all(form)) {
        const name = VALUES[control.tag] ?? (/^(checkbox|radio)$/.test(control.tag) ? 'checked' : undefined)
        if (name && initial.has(control.id)) set(control, name, initial.get(control.id) ?? null, page)
      }
      program.dispatch({ page, node: form.id, type: 'reset' })
    }
    const type = button.attributes['open-type']
    if (type === 'share') {
      share?.({ from: 'button', target: { id: button.attributes.id ?? '', dataset: datasetAt(button.id) } })
    } else if (type === 'getAuthorize') void askForMember(button, page)
  }

  /** Calls `onGetAuthorize` and the event of the scope if the user allows it, `onError` otherwise. */
  async function askForMember(button: ViewElement, page: number): Promise<void> {
    const scope = String(button.attributes.scope ?? '')
    const emit = (type: string, detail?: Json) =>
      program.dispatch({ page, node: button.id, type, ...(detail !== undefined && { detail }) })
    if (!(await authorize?.(scope))) {
      emit('error', { type: 'getAuthorize', errorMessage: '用户取消授权' })
      return
    }
    emit('getAuthorize')
    // Without a handler, nothing is requested: most apps call `my` themselves, and a test may count those calls.
    const handles = (type: string) => button.events.includes(type)
    const { getOpenUserInfo, getPhoneNumber } = (my ?? {}) as { [name: string]: (() => Promise<Member>) | undefined }
    try {
      if (scope === 'userInfo' && handles('getUserInfo')) {
        const { nickName = '', avatar = '' } = responseOf(await getOpenUserInfo?.()) as { [name: string]: Json }
        emit('getUserInfo', { userInfo: { avatar, nickName } })
      } else if (scope === 'phoneNumber' && handles('getPhoneNumber')) {
        emit('getPhoneNumber', { encryptedData: responseOf(await getPhoneNumber?.()), sign: '' })
      }
    } catch (thrown) {
      emit('error', { type: 'getAuthorize', errorMessage: messageOf(thrown) })
    }
  }

  function follow(link: ViewElement): void {
    const url = String(link.attributes.url ?? '')
    const type = String(link.attributes['open-type'] ?? 'navigate')
    const opening = {
      navigate: () => program.navigateTo(url),
      redirect: () => program.redirectTo(url),
      switchTab: () => program.switchTab(url),
      reLaunch: () => program.reLaunch(url),
      navigateBack: () => program.navigateBack(Number(link.attributes.delta ?? 1) || 1),
    }[type]
    if (!opening) {
      const message = `<navigator> has no open-type "${type}".`
      report(link, { message, details: { code: 'navigator-type-unknown', type } })
      return
    }
    opening().catch((failure: unknown) => report(link, { message: describe(failure).message }))
  }

  function datasetAt(id: number): { [name: string]: Json } {
    const live = program.node(id)
    return live?.vnode.kind === 'element' ? (datasetOf(live as LiveElement) as { [name: string]: Json }) : {}
  }

  return {
    tree,
    apply(update) {
      tree.apply(update)
      if (update.type !== 'patch') return
      // A reset returns to the last value that the app set.
      for (const patch of update.patches) {
        if (patch.op === 'attributes' && ('value' in patch.attributes || 'checked' in patch.attributes)) {
          initial.delete(patch.id)
        }
      }
    },
    dispatch(event) {
      const { type, detail, page } = event
      const node = element(event.node)
      const name = node && VALUES[node.tag]
      if (node && name && (type === 'input' || type === 'change')) {
        const value = (detail as { value?: Json } | undefined)?.value
        if (isTrue(node.attributes.controlled)) {
          const handlers = program.dispatch(event)
          void showControlled(node, page)
          return handlers
        }
        // The view shows it already.
        if (value !== undefined) remember(node, name, value, page)
      }
      const target = tree.node(event.node)
      // A disabled button ignores taps. Taps on other disabled controls bubble to their parents.
      const button = target && /^(tap|longTap)$/.test(type) && closest(target, 'button')
      if (button && isTrue(button.attributes.disabled)) return 0
      const handlers = program.dispatch(event)
      if (type === 'tap' && target) activate(target, page)
      return handlers
    },
  }
}

interface Member {
  readonly response: string
}

/** The `response` of `my.getOpenUserInfo` and `my.getPhoneNumber`. */
const responseOf = (member: Member | undefined): Json => (member ? JSON.parse(member.response).response : '')

const messageOf = (failure: unknown): string => String((failure as { errorMessage?: unknown })?.errorMessage ?? failure)

/** The values of a form's controls by their names. */
function valuesOf(form: ViewElement): { [name: string]: Json } {
  const values: { [name: string]: Json } = {}
  for (const control of all(form)) {
    const { name } = control.attributes
    if (typeof name !== 'string' || name === '') continue
    if (control.tag === 'switch') values[name] = isTrue(control.attributes.checked)
    else if (VALUES[control.tag]) values[name] = control.attributes.value ?? (control.tag === 'slider' ? 0 : '')
    else if (control.tag === 'checkbox-group' || control.tag === 'radio-group') {
      const isRadio = control.tag === 'radio-group'
      const checked = descendants(control, isRadio ? 'radio' : 'checkbox')
        .filter(({ attributes }) => isTrue(attributes.checked))
        .map(({ attributes }) => attributes.value ?? '')
      values[name] = isRadio ? (checked[0] ?? '') : checked
    }
  }
  return values
}

const isElement = (node: ViewNode, tag: string): node is ViewElement => 'attributes' in node && node.tag === tag

/** An attribute without a value counts as true, as does any text. */
const isTrue = (value: Json | undefined): boolean => Boolean(value)

function all(node: ViewNode): ViewElement[] {
  if (!('children' in node)) return []
  return node.children.flatMap((child) => [...('attributes' in child ? [child] : []), ...all(child)])
}

const descendants = (node: ViewElement, tag: string): ViewElement[] => all(node).filter((each) => each.tag === tag)
