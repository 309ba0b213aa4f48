import { online } from './network'
import { hasProof } from './proof'

/** Milliseconds between two questions of a mini-program, which has no stream, while its page is in sight. */
const every = 5_000
/** And where the stream was refused. */
const refusedFor = 30_000

/**
 * Follows what changes for the family that is signed in, until the returned stop is called: a stream in H5, questions at intervals
 * in the mini-program. onNews is given the kinds of things that changed; ask answers the counter and what changed since.
 */
export function followNews(
  ask: (since: number | undefined) => Promise<{ now: number; changed: readonly string[] }>,
  onNews: (changed: readonly string[]) => void,
): () => void {
  let stopped = false
  let since: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function poll() {
    clearTimeout(timer)
    if (stopped || !hasProof.value) return
    if (online.value) {
      try {
        const { now: at, changed } = await ask(since)
        const first = since === undefined
        since = at
        if (!stopped && !first && changed.length) onNews(changed)
      } catch {
        // The next question may get an answer.
      }
    }
    if (!stopped) timer = setTimeout(() => void poll(), every)
  }

  let close = () => {}
  // #ifdef H5
  close = stream()
  // #endif
  // #ifdef MP-WEIXIN
  void poll()
  // #endif

  // #ifdef H5
  /** Only a window in sight holds a stream: browsers grant a server six connections in all. */
  function stream(): () => void {
    if (typeof EventSource === 'undefined') {
      void poll()
      return () => {}
    }
    let source: EventSource | undefined
    let missed = false

    function tell(event: MessageEvent) {
      const told = parsed(event.data as string)
      if (told.length) onNews(told)
    }

    function open() {
      if (source || document.hidden || stopped) return
      clearTimeout(timer)
      source = new EventSource('/api/v1/updates/stream')
      // What happened while nobody listened was not sent: all may have changed.
      source.addEventListener('open', () => {
        if (missed) onNews(everything)
        missed = false
      })
      source.addEventListener('updates', tell as (event: Event) => void)
      source.addEventListener('error', () => {
        missed = true
        if (source?.readyState !== EventSource.CLOSED) return
        shut()
        if (hasProof.value) timer = setTimeout(open, refusedFor)
      })
    }

    function shut() {
      clearTimeout(timer)
      source?.close()
      source = undefined
    }

    function look() {
      if (document.hidden) {
        missed = true
        shut()
      } else open()
    }
    document.addEventListener('visibilitychange', look)
    open()
    return () => {
      document.removeEventListener('visibilitychange', look)
      shut()
    }
  }
  // #endif

  return () => {
    stopped = true
    clearTimeout(timer)
    close()
  }
}

/** Every kind of thing that can change. */
export const everything: readonly string[] = ['applications', 'inbox', 'visits', 'entries', 'family']

// #ifdef H5
function parsed(text: string): readonly string[] {
  try {
    const { changed } = JSON.parse(text) as { changed?: unknown }
    return Array.isArray(changed) ? changed.filter((kind): kind is string => typeof kind === 'string') : []
  } catch {
    return []
  }
}
// #endif
