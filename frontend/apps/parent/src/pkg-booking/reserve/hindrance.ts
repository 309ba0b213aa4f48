// What stands in the way of a reservation, in a form the page can answer.
import { ApiError } from '@tuoyuquan/api'

export type Hindrance =
  | { kind: 'full'; waiting: number }
  /** The other one was not to be had; the place held before still is, or is again. */
  | { kind: 'back' }
  /** What was chosen is full: the place that is held stays. */
  | { kind: 'stays' }
  | { kind: 'busy' }
  | { kind: 'waits_full' }
  | { kind: 'over' }
  | { kind: 'failed'; error: unknown }

/** What a refusal comes to; waiting is how many were last known to wait. */
export function hindranceOf(error: unknown, waiting: number): Hindrance {
  if (!(error instanceof ApiError)) return { kind: 'failed', error }
  switch (error.code) {
    case 'pool_full':
      return { kind: 'full', waiting: queueOf(error) ?? waiting }
    case 'child_already_holding':
    case 'already_applied':
      return { kind: 'busy' }
    case 'waits_full':
      return { kind: 'waits_full' }
    case 'hold_expired':
      return { kind: 'over' }
    default:
      return { kind: 'failed', error }
  }
}

/** How many wait, out of a refusal that says so. */
function queueOf(error: ApiError): number | undefined {
  const { queue } = (error.problem ?? {}) as { queue?: number | { length?: number; waiting?: number } }
  return typeof queue === 'number' ? queue : (queue?.waiting ?? queue?.length)
}
