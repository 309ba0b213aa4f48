import { nextTick } from 'vue'

/** Moves the focus to the element of an id once it is drawn; a mini-program has no focus to move. */
export function focusOn(id: string) {
  // #ifdef H5
  void nextTick(() => document.getElementById(id)?.focus())
  // #endif
}
