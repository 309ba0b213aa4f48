// The lines of the comparison: the rules' own, and what only makes sense side by side.
import type { FacilityFull } from '@tuoyuquan/api'
import { compareRows, tellVacancy, type CompareRow, type Criteria, type Text, type Told } from '@tuoyuquan/core'

/** Months of free places shown. */
export const monthsShown = 6

/** YYYY-MM, n months after another. */
function monthAfter(month: string, n: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + n
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
}

/**
 * Free places by month from the start on, over the classes that take this child now (all, when the age is not known);
 * undefined where the figures are hidden, not for every family, or there are none. A month after the last figure is as the last.
 */
export function freeByMonth(facility: FacilityFull, start: string): { month: string; free: number }[] | undefined {
  if (facility.vacancy.state === 'members_only') return undefined
  const figures = (facility.classes ?? []).filter(c => c.suits && c.months?.length).map(c => c.months ?? [])
  if (!figures.length) return undefined
  const first = start.slice(0, 7)
  return Array.from({ length: monthsShown }, (_, i) => {
    const month = monthAfter(first, i)
    const free = figures.reduce((sum, months) => sum + ((months.filter(m => m.month <= month).pop() ?? months[0])?.free ?? 0), 0)
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
  const months = row(
    'months',
    t.compare.months,
    list.map(f => monthsText(f, start, t)),
    t,
  )
  const filingNo = row(
    'filingNo',
    t.compare.filingNo,
    list.map(f => f.filing_record.no || undefined),
    t,
  )
  const after: Record<string, (CompareRow | undefined)[]> = { confirmed: [months], filed: [filingNo] }
  const rows = compareRows(list, c, now, t)
  const extra = [months, filingNo].filter(r => r !== undefined)
  const placed = rows.flatMap(r => [r, ...(after[r.key] ?? []).filter(x => x?.differs === r.differs && x !== undefined)]) as CompareRow[]
  const rest = extra.filter(x => !placed.includes(x))
  const all = [...placed, ...rest]
  return [...all.filter(r => r.differs), ...all.filter(r => !r.differs)]
}

/** The facility that alone has the smallest figure; undefined when it is shared or nothing is compared. */
function alone(figures: readonly (number | undefined)[]): number | undefined {
  const known = figures.filter(n => n !== undefined)
  const least = Math.min(...known)
  if (known.length < 2 || known.filter(n => n === least).length > 1) return undefined
  return figures.indexOf(least)
}

/** What catches the eye in a cell: how good it is, and a word when it is the best of its line. */
export interface Mark {
  tone?: Told['tone'] | 'aged'
  best?: string
}

/** The marks of a line, by facility: room in its colour, figures grown old, the nearest and the cheapest. */
export function marksOf(key: string, list: readonly FacilityFull[], now: Date, t: Text): Mark[] {
  if (key === 'vacancy') return list.map(f => ({ tone: tellVacancy(f.vacancy, now, t).tone }))
  if (key === 'confirmed') {
    return list.map(f => {
      const { amber, freshness } = tellVacancy(f.vacancy, now, t)
      return amber || freshness === 'stale' ? { tone: 'aged' } : {}
    })
  }
  if (key !== 'walk' && key !== 'fee') return list.map(() => ({}))
  const best = alone(list.map(f => (key === 'walk' ? f.walk?.minutes : f.fee?.monthly)))
  const word = key === 'walk' ? t.compare.nearest : t.compare.cheapest
  return list.map((_, i) => (i === best ? { best: word } : {}))
}
