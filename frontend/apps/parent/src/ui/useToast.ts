import { ref } from 'vue'
import { announce } from '@/platform/announce'

export interface Toast {
  text: string
  undo?: () => void
  action?: { label: string; run: () => void }
}

/** The word shown at the bottom of the page now; AppPage draws it. */
export const toast = ref<Toast>()

let timer: ReturnType<typeof setTimeout> | undefined

/** Says a short text at the bottom of the page, for 4 s, or 8 s when something can be done about it. */
export function say(text: string, more: { undo?: () => void; action?: { label: string; run: () => void } } = {}) {
  toast.value = { text, ...more }
  announce(text)
  holdToast()
}

/** Starts the time again, for instance when the focus leaves the toast. */
export function holdToast() {
  clearTimeout(timer)
  const lasts = toast.value?.undo || toast.value?.action ? 8000 : 4000
  timer = setTimeout(hideToast, lasts)
}

/** Stops the time while somebody is about to press. */
export function keepToast() {
  clearTimeout(timer)
}

export function hideToast() {
  clearTimeout(timer)
  toast.value = undefined
}

export function useToast() {
  return { say }
}
