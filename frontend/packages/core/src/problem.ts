import { ApiError, codes, NoAnswer, type Code } from '@tuoyuquan/api'
import type { Text } from './text'

/** Failures of our side or of the moment: asking the same again may help. */
const passing: ReadonlySet<string> = new Set<Code>(['internal', 'timeout', 'too_many_requests', 'unavailable'])

/** A failure in words: what happened, what to do next, and whether asking the same again may help. */
export interface ProblemText {
  title: string
  next: string
  retry: boolean
}

/** Puts any failure of a call in words. A code newer than this app is told by its status. */
export function problemText(error: unknown, t: Text): ProblemText {
  if (error instanceof ApiError) {
    const code = codeOf(error)
    const advice = code ? t.problem.codes[code] : t.problem.unexpected
    const retry = passing.has(code ?? '') || error.status >= 500
    const id = error.problem?.request_id
    return { title: advice.title, next: id && error.status >= 500 ? `${advice.next} ${t.problem.requestId(id)}` : advice.next, retry }
  }
  if (error instanceof NoAnswer) {
    if (error.reason === 'aborted') return { ...t.problem.stopped, retry: true }
    return { ...(error.reason === 'timeout' ? t.problem.slow : t.problem.offline), retry: true }
  }
  return { ...t.problem.unexpected, retry: true }
}

function codeOf(error: ApiError): Code | undefined {
  const known = codes.find(code => code === error.code)
  if (known) return known
  if (error.status === 404) return 'not_found'
  if (error.status === 429) return 'too_many_requests'
  if (error.status === 503) return 'unavailable'
  return error.status >= 500 ? 'internal' : undefined
}
