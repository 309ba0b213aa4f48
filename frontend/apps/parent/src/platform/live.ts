import type { VacancyEvent } from '@tuoyuquan/api'

/**
 * Follows the changes of free places after change number sequence until the returned stop is called. onReset means: too
 * much was missed, load the list again. The mini-program has no such stream and hears nothing: reload when the page is shown again.
 */
export function follow(sequence: number, onEvent: (event: VacancyEvent) => void, onReset: () => void): () => void {
  let stop = () => {}
  // #ifdef H5
  if (typeof EventSource === 'undefined') return stop
  const source = new EventSource(`/api/v1/stream?after=${sequence}`)
  source.addEventListener('vacancy', event => {
    const told = parsed((event as MessageEvent<string>).data)
    if (told) onEvent(told)
  })
  source.addEventListener('reset', () => onReset())
  stop = () => source.close()
  // #endif
  return stop
}

// #ifdef H5
function parsed(text: string): VacancyEvent | undefined {
  try {
    return JSON.parse(text) as VacancyEvent
  } catch {
    return undefined
  }
}
// #endif
