// Hears from the service when something new is in the inbox, while the window is in sight: what it is, the inbox itself is asked.
import { onScopeDispose, ref } from 'vue'

/** Milliseconds until a stream that was refused is asked for again. */
const refusedFor = 30_000

/** How often something new was heard: a page that shows messages looks again when it grows. */
export const news = ref(0)

/** Calls heard with each piece of news of the inbox until the scope ends. What was missed meanwhile counts as news. */
export function whileInbox(heard: () => unknown): void {
  if (typeof EventSource === 'undefined') return
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let missed = false

  function shut() {
    clearTimeout(timer)
    source?.close()
    source = undefined
  }
  function open() {
    if (source || document.hidden) return
    const mine = (source = new EventSource('/api/v1/updates/stream'))
    mine.addEventListener('open', () => {
      if (missed) heard()
      missed = false
    })
    mine.addEventListener('updates', event => {
      if (isInbox((event as MessageEvent<string>).data)) heard()
    })
    mine.addEventListener('signed_out', shut)
    mine.addEventListener('error', () => {
      missed = true
      if (mine.readyState !== EventSource.CLOSED) return
      shut()
      timer = setTimeout(open, refusedFor)
    })
  }
  function look() {
    if (document.hidden) {
      missed = true
      shut()
    } else open()
  }
  document.addEventListener('visibilitychange', look)
  open()
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', look)
    shut()
  })
}

function isInbox(text: string): boolean {
  try {
    const { changed } = JSON.parse(text) as { changed?: unknown }
    return Array.isArray(changed) && changed.includes('inbox')
  } catch {
    return false
  }
}
