// How a facility's published fees changed from one list to the next: what a family wants to know of a new list.
import type { Fee } from '@tuoyuquan/api'

/** One line of the list: before is absent where it is new, after where it is gone. Amounts in fen. */
export interface FeeMove {
  fee: Fee
  before?: number
  after?: number
}

/** What makes two lines the same one. */
const lineOf = ({ category, name, mode, band, unit }: Fee) => [category, name ?? '', mode ?? '', band ?? '', unit].join(' ')

/** What differs between two lists, in the order of the newer one; lines that are gone come last. */
export function feeMoves(before: readonly Fee[], after: readonly Fee[]): FeeMove[] {
  const was = new Map(before.map(fee => [lineOf(fee), fee]))
  const is = new Set(after.map(lineOf))
  const moved = after.map(fee => ({ fee, before: was.get(lineOf(fee))?.amount, after: fee.amount })).filter(one => one.before !== one.after)
  return [...moved, ...before.filter(fee => !is.has(lineOf(fee))).map(fee => ({ fee, before: fee.amount }))]
}
