import { nextTick, onBeforeUnmount, ref, watch } from 'vue'
import { onHide } from '@dcloudio/uni-app'
import { openLayer } from '@/platform/layers'

/**
 * What makes a box modal in H5: the browser's own dialog (everything behind is inert, Esc closes), a focus that cannot leave by
 * Tab, the back key closing it, and the focus returned to where it was. In the mini-program WeChat's page-container does the back gesture.
 */
export function useModal(isOpen: () => boolean, close: () => void) {
  const box = ref<HTMLDialogElement>()
  // #ifdef H5
  let before: HTMLElement | undefined
  let release: (() => void) | undefined

  watch(isOpen, open => (open ? show() : hide()), { immediate: true, flush: 'post' })
  onBeforeUnmount(hide)
  // The page is left with the box open, for instance by a link in it: the next visit finds it closed.
  onHide(() => isOpen() && close())

  async function show() {
    await nextTick()
    const dialog = box.value
    if (!dialog || dialog.open || !isOpen()) return
    before = document.activeElement instanceof HTMLElement ? document.activeElement : undefined
    if (dialog.showModal) dialog.showModal()
    else dialog.setAttribute('open', '')
    document.documentElement.classList.add('held')
    dialog.querySelector<HTMLElement>('[data-first]')?.focus()
    release = openLayer(close)
  }

  function hide() {
    if (!release) return
    const dialog = box.value
    if (dialog?.open) dialog.close?.()
    document.documentElement.classList.remove('held')
    release()
    release = undefined
    if (before?.isConnected) before.focus()
    before = undefined
  }
  // #endif
  return { box }
}

/** The browser's wish to close (Esc, the back gesture of Android): answered by the owner, who may also know better. */
export function onCancel(event: Event, close: () => void) {
  event.preventDefault()
  close()
}

const focusable =
  'a[href],button:not([disabled]),input:not([disabled]),select:not([disabled]),textarea:not([disabled]),[tabindex]:not([tabindex="-1"])'

/** Keeps Tab inside: from the last control to the first and back. */
export function onTab(event: KeyboardEvent, dialog: HTMLElement | undefined) {
  if (event.key !== 'Tab' || !dialog) return
  const all = [...dialog.querySelectorAll<HTMLElement>(focusable)].filter(one => one.getClientRects().length > 0)
  const first = all[0]
  const last = all[all.length - 1]
  const at = document.activeElement
  const outside = !all.includes(at as HTMLElement)
  if (event.shiftKey ? at === first || outside : at === last) {
    event.preventDefault()
    ;(event.shiftKey ? last : first)?.focus()
  }
}
