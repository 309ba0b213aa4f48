// #ifdef H5
import { followUpdates } from '@tuoyuquan/api/stream'
// #endif
import { online } from './network'
import { hasProof } from './proof'

/** Milliseconds between two questions of a mini-program, which has no stream, while its page is in sight. */
const every = 5_000

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
  if (typeof EventSource === 'undefined') void poll()
  else {
    // What happened while nobody listened was not sent: all may have changed.
    close = followUpdates({ changed: onNews, missed: () => onNews(everything), wanted: () => hasProof.value })
  }
  // #endif
  // #ifdef MP-WEIXIN
  void poll()
  // #endif

  return () => {
    stopped = true
    clearTimeout(timer)
    close()
  }
}

/** Every kind of thing that can change. */
export const everything: readonly string[] = ['applications', 'inbox', 'visits', 'entries', 'family']
