// A failure told in a short word, where the page stays as it is.
import { problemOf } from '../../api'
import { say } from '../../ui/say'

export function tell(failure: unknown): void {
  const { title, next } = problemOf(failure)
  say(`${title} ${next}`)
}
