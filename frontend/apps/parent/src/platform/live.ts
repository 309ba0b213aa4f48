import type { VacancyEvent } from '@tuoyuquan/api'
// #ifdef H5
import { followStream, told } from '@tuoyuquan/api/stream'
// #endif

/**
 * Follows the changes of free places after change number sequence until the returned stop is called. onReset means: too
 * much was missed, load the list again. The mini-program has no such stream and hears nothing: reload when the page is shown again.
 */
export function follow(sequence: number, onEvent: (event: VacancyEvent) => void, onReset: () => void): () => void {
  let stop = () => {}
  // #ifdef H5
  let after = String(sequence)
  stop = followStream({
    // What was missed meanwhile is sent when the window is looked at again.
    url: () => `/api/v1/stream?after=${after}`,
    heard: {
      vacancy(event) {
        after = event.lastEventId || after
        const change = told<VacancyEvent>(event)
        if (change) onEvent(change as VacancyEvent)
      },
      reset(event) {
        after = event.lastEventId || after
        onReset()
      },
    },
    refusedFor: 60_000,
  })
  // #endif
  return stop
}
