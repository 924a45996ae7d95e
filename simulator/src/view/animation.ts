import type { AnimationStep } from '../../../src/mini-program/animation.ts'
import type { ViewHost } from './host.ts'
import type { LiveElement } from './nodes.ts'

/**
 * Plays an animation of `my.createAnimation`, one step after another. The end state of each step persists. Returns a function
 * that ends it early.
 */
export function playAnimation(node: LiveElement, dom: HTMLElement, host: ViewHost): () => void {
  const { actions } = (node.attributes.peek().animation ?? {}) as { readonly actions?: readonly AnimationStep[] }
  let isOver = false
  const play = async (steps: readonly AnimationStep[]) => {
    for (const { style, duration, delay, easing, transformOrigin } of steps) {
      if (isOver) return
      dom.style.transformOrigin = transformOrigin
      const playing = dom.animate([style], { duration, delay, easing, fill: 'forwards' })
      await playing.finished.catch(() => {})
      // Later steps cover earlier ones permanently.
      playing.persist()
    }
    host.emit(node, 'transitionEnd')
  }
  if (Array.isArray(actions)) void play(actions)
  return () => {
    isOver = true
  }
}
