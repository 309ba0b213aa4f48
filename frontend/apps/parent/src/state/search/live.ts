// Places that change while a parent reads. An event says only that something changed and what any child would find, so the
// facilities in sight are asked again for this child, a few together, and only their figures change: nothing moves.
import type { VacancyEvent } from '@tuoyuquan/api'

export interface Live {
  /** Follows from this change number on; a second call while following changes nothing. */
  follow: (sequence: number) => void
  stop: () => void
}

export interface LiveParts {
  follow: (sequence: number, onEvent: (event: VacancyEvent) => void, onReset: () => void) => { stop: () => void } | (() => void)
  /** Facilities whose figures changed. */
  changed: (ids: string[]) => void
  gone: (id: string) => void
  /** Too much was missed: everything in sight may have changed. */
  reset: () => void
}

/** Gathers events for so many milliseconds before they are acted on. */
export function createLive(parts: LiveParts, gather: number): Live {
  let end: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const waiting = new Set<string>()

  function flush(): void {
    timer = undefined
    const ids = [...waiting]
    waiting.clear()
    if (ids.length) parts.changed(ids)
  }

  return {
    follow(sequence) {
      if (end) return
      const following = parts.follow(
        sequence,
        event => {
          if (event.gone) {
            waiting.delete(event.facility_id)
            parts.gone(event.facility_id)
            return
          }
          waiting.add(event.facility_id)
          timer ??= setTimeout(flush, gather)
        },
        parts.reset,
      )
      end = typeof following === 'function' ? following : following.stop
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
      waiting.clear()
      end?.()
      end = undefined
    },
  }
}
