import type { VacancyEvent } from '@tuoyuquan/api'

/**
 * Follows the changes of free places after change number sequence until the returned stop is called. onReset means: too
 * much was missed, load the list again. The mini-program has no such stream and hears nothing: reload when the page is shown again.
 */
export function follow(sequence: number, onEvent: (event: VacancyEvent) => void, onReset: () => void): () => void {
  let stop = () => {}
  // #ifdef H5
  if (typeof EventSource !== 'undefined') stop = listen(sequence, onEvent, onReset)
  // #endif
  return stop
}

// #ifdef H5
/** Milliseconds until a server that refused the stream (too many readers, or just starting) is asked again. */
const refusedFor = 60_000

/**
 * Only a window in sight holds a stream: browsers grant a server six connections in all, and a few forgotten windows would leave
 * none for anybody's questions. What was missed meanwhile is sent when the window is looked at again.
 */
function listen(sequence: number, onEvent: (event: VacancyEvent) => void, onReset: () => void): () => void {
  let after = String(sequence)
  let source: EventSource | undefined
  let later: ReturnType<typeof setTimeout> | undefined

  function open() {
    if (source || document.hidden) return
    clearTimeout(later)
    source = new EventSource(`/api/v1/stream?after=${after}`)
    source.addEventListener('vacancy', event => {
      after = event.lastEventId || after
      const told = parsed(event.data as string)
      if (told) onEvent(told)
    })
    source.addEventListener('reset', event => {
      after = event.lastEventId || after
      onReset()
    })
    source.addEventListener('error', () => {
      // After a broken line the browser comes back by itself, after a refusal never.
      if (source?.readyState !== EventSource.CLOSED) return
      close()
      later = setTimeout(open, refusedFor)
    })
  }

  function close() {
    clearTimeout(later)
    source?.close()
    source = undefined
  }

  const look = () => (document.hidden ? close() : open())
  document.addEventListener('visibilitychange', look)
  open()
  return () => {
    document.removeEventListener('visibilitychange', look)
    close()
  }
}

function parsed(text: string): VacancyEvent | undefined {
  try {
    return JSON.parse(text) as VacancyEvent
  } catch {
    return undefined
  }
}
// #endif
