import { nextTick } from 'vue'

/** Moves the focus to the first thing to answer in the part of an id, and the part into sight. */
export function focusIn(id: string) {
  // #ifdef H5
  const part = document.getElementById(id)
  part?.scrollIntoView({ block: 'center' })
  part?.querySelector<HTMLElement>('input, textarea, select, button, [tabindex="0"]')?.focus({ preventScroll: true })
  // #endif
}

/** Moves the focus to the element of an id once it is drawn; a mini-program has no focus to move. */
export function focusOn(id: string) {
  // #ifdef H5
  void nextTick(() => document.getElementById(id)?.focus())
  // #endif
}
