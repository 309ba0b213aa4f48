// What a row of the record is called.
import type { ChangeEntry } from '@tuoyuquan/api'
import type { register } from '../../text/register'

/** In words where there are some; a step of a table is told by its number. */
export function changeName(change: ChangeEntry, t: (typeof register)['value']): string {
  return t.changeKinds[change.kind] ?? change.kind
}
