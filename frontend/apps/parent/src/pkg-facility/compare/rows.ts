// The lines of the comparison: the rules' own, and what only makes sense side by side.
import type { FacilityFull } from '@tuoyuquan/api'
import { compareRows, type CompareRow, type Criteria, type Text } from '@tuoyuquan/core'

/** Months of free places shown. */
export const monthsShown = 6

/** YYYY-MM, n months after another. */
function monthAfter(month: string, n: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + n
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
}

/**
 * Free places by month from the start on, over the classes that take this child now (all, when the age is not known);
 * undefined where the figures are hidden or there are none. A month after the last figure is as the last.
 */
export function freeByMonth(facility: FacilityFull, start: string): { month: string; free: number }[] | undefined {
  const classes = (facility.classes ?? []).filter(c => c.suits && c.months?.length)
  if (!classes.length) return undefined
  const first = start.slice(0, 7)
  return Array.from({ length: monthsShown }, (_, i) => {
    const month = monthAfter(first, i)
    const free = classes.reduce((sum, c) => sum + (c.months!.filter(m => m.month <= month).pop() ?? c.months![0]!).free, 0)
    return { month, free }
  })
}

function monthsText(facility: FacilityFull, start: string, t: Text): string | undefined {
  const months = freeByMonth(facility, start)
  if (!months) return undefined
  // Months that say the same are one stretch.
  const stretches: { from: string; to: string; free: number }[] = []
  for (const { month, free } of months) {
    const last = stretches[stretches.length - 1]
    if (last && last.free === free) last.to = month
    else stretches.push({ from: month, to: month, free })
  }
  const number = (month: string) => Number(month.slice(5, 7))
  return stretches.map(s => t.compare.monthsFree(number(s.from), number(s.to), s.free)).join('\n')
}

function row(key: string, label: string, cells: (string | undefined)[], t: Text): CompareRow | undefined {
  if (cells.every(c => c === undefined)) return undefined
  return { key, label, values: cells.map(c => c ?? t.common.unknown), differs: cells.some(c => c !== cells[0]) }
}

/** All lines: those that differ first, in the order of weight for a decision. */
export function linesOf(list: readonly FacilityFull[], c: Criteria, start: string, now: Date, t: Text): CompareRow[] {
  const months = row('months', t.compare.months, list.map(f => monthsText(f, start, t)), t)
  const filingNo = row('filingNo', t.compare.filingNo, list.map(f => f.filing_record.no || undefined), t)
  const after: Record<string, (CompareRow | undefined)[]> = { confirmed: [months], filed: [filingNo] }
  const rows = compareRows(list, c, now, t)
  const extra = [months, filingNo].filter(r => r !== undefined)
  const placed = rows.flatMap(r => [r, ...(after[r.key] ?? []).filter(x => x?.differs === r.differs && x !== undefined)]) as CompareRow[]
  const rest = extra.filter(x => !placed.includes(x))
  const all = [...placed, ...rest]
  return [...all.filter(r => r.differs), ...all.filter(r => !r.differs)]
}
