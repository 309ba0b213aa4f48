// What a finger does, as the mini-program hears of it: tap and touch events. Nothing else of the document's events gets in.
import { device, note } from './device'
import { nodeOf, raise, tell } from './framework'
import { currentPage } from './pages'

interface Touch {
  identifier: number
  clientX: number
  clientY: number
  pageX: number
  pageY: number
}

const touchOf = ({ identifier, clientX, clientY, pageX, pageY }: Touch): Touch => ({ identifier, clientX, clientY, pageX, pageY })

/** Begins to listen. */
export function listen(): void {
  document.addEventListener('click', event => {
    const node = nodeOf(event.target)
    if (!node) return
    const at = touchOf({ identifier: 0, clientX: event.clientX, clientY: event.clientY, pageX: event.pageX, pageY: event.pageY })
    raise(node, 'tap', { x: event.pageX, y: event.pageY }, { touches: [at], changedTouches: [at] })
    shareFrom(event.target)
    tellPhone(event.target)
  })
  for (const type of ['touchstart', 'touchmove', 'touchend', 'touchcancel'] as const) {
    document.addEventListener(
      type,
      event => {
        const node = nodeOf(event.target)
        if (!node) return
        const touches = Array.from(event.touches, touchOf)
        const changedTouches = Array.from(event.changedTouches, touchOf)
        if (raise(node, type, {}, { touches, changedTouches }) && event.cancelable) event.preventDefault()
      },
      { passive: false },
    )
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', event => (device.theme = event.matches ? 'dark' : 'light'))
}

/** <button open-type="share"> asks the page what to share. */
function shareFrom(target: EventTarget | null): void {
  const button = (target as Element | null)?.closest?.('button[open-type="share"]')
  if (!button) return
  note('share', share('button'))
}

/** <button open-type="getPhoneNumber"> asks the person for their number, and tells the button alone. */
function tellPhone(target: EventTarget | null): void {
  const button = (target as Element | null)?.closest?.('button[open-type="getPhoneNumber"]')
  const node = button && !button.hasAttribute('disabled') ? nodeOf(button) : undefined
  if (!node) return
  note('getPhoneNumber', {})
  const code = device.phoneCode
  setTimeout(() => tell(node, 'getphonenumber', code ? { errMsg: 'getPhoneNumber:ok', code } : { errMsg: 'getPhoneNumber:fail user deny' }))
}

/** What the page shares now: from its menu or from a button in it to a chat, or to Moments. */
export function share(from: 'menu' | 'button' | 'moments'): Record<string, unknown> {
  type Sharing = (how?: unknown) => Record<string, unknown>
  const page = currentPage()?.instance as { onShareAppMessage?: Sharing; onShareTimeline?: Sharing } | undefined
  return (from === 'moments' ? page?.onShareTimeline?.() : page?.onShareAppMessage?.({ from })) ?? {}
}
