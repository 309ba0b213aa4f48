import type { Hours } from '@tuoyuquan/api'
import type { Text } from './text'

/** When a family needs care: weekdays 1 Monday to 7 Sunday (none: Monday to Friday), times HH:MM. */
export interface Need {
  days: readonly number[]
  from?: string
  until?: string
}

const mondayToFriday = [1, 2, 3, 4, 5]
const endOfDay = 24 * 60

/** Minutes after midnight of HH:MM, 00:00 to 24:00; undefined for anything else. */
export function readClock(text: unknown): number | undefined {
  const found = typeof text === 'string' ? /^(\d{2}):(\d{2})$/.exec(text) : null
  if (!found) return undefined
  const minutes = Number(found[1]) * 60 + Number(found[2])
  return Number(found[2]) > 59 || minutes > endOfDay ? undefined : minutes
}

/** HH:MM of minutes after midnight. */
export function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/**
 * The span the server is asked about, or undefined when no hours are wanted. Only an arrival or only a leaving time asks for the
 * minute after or before it; only days ask whether the facility is open on them at all, in the middle of the morning.
 */
export function needSpan(need: Need): { days: number[]; from: number; until: number } | undefined {
  const from = readClock(need.from)
  const until = readClock(need.until)
  if (from === undefined && until === undefined && need.days.length === 0) return undefined
  const days = [...(need.days.length > 0 ? need.days : mondayToFriday)].sort((a, b) => a - b)
  if (from === undefined && until === undefined) return { days, from: 10 * 60, until: 11 * 60 }
  const span = { days, from: from ?? Math.max(0, (until ?? 0) - 1), until: until ?? Math.min(endOfDay, (from ?? 0) + 1) }
  return span.from < span.until ? span : undefined
}

/** Whether opening hours cover the need on every day of it, by one period or several without a gap; 'unknown' without hours. */
export function hoursFit(hours: readonly Hours[] | null | undefined, need: Need): 'yes' | 'no' | 'unknown' {
  const span = needSpan(need)
  if (!span) return 'yes'
  if (!hours || hours.length === 0) return 'unknown'
  return span.days.every(day => covers(hours, day, span.from, span.until)) ? 'yes' : 'no'
}

/** Whether the family can certainly be there in time. */
export function makesIt(hours: readonly Hours[] | null | undefined, need: Need): boolean {
  return hoursFit(hours, need) === 'yes'
}

function covers(hours: readonly Hours[], day: number, from: number, until: number): boolean {
  let at = from
  while (at < until) {
    let next = at
    for (const h of hours) if (h.weekday === day && h.open <= at && h.close > next) next = h.close
    if (next === at) return false
    at = next
  }
  return true
}

/** Opening hours for people: days with the same times together, 周一至周五 08:00–18:30. */
export function hoursText(hours: readonly Hours[] | null | undefined, t: Text): { days: string; times: string }[] {
  const groups: { days: number[]; times: string }[] = []
  for (let day = 1; day <= 7; day++) {
    const times = (hours ?? [])
      .filter(h => h.weekday === day)
      .sort((a, b) => a.open - b.open)
      .map(h => t.common.clockSpan(clock(h.open), clock(h.close)))
      .join(t.common.listComma)
    if (times === '') continue
    const same = groups.find(group => group.times === times)
    if (same) same.days.push(day)
    else groups.push({ days: [day], times })
  }
  return groups.map(group => ({ days: daysText(group.days, t), times: group.times }))
}

/** Weekdays for people, runs of three and more drawn together: 周一至周五、周日. */
export function daysText(days: readonly number[], t: Text): string {
  if (days.length === 7) return t.common.everyDay
  const name = (day: number) => t.common.weekdays[day] ?? String(day)
  const runs: number[][] = []
  for (const day of [...days].sort((a, b) => a - b)) {
    const run = runs[runs.length - 1]
    if (run && run[run.length - 1] === day - 1) run.push(day)
    else runs.push([day])
  }
  return runs
    .map(run =>
      run.length > 2 ? t.common.span(name(run[0] as number), name(run[run.length - 1] as number)) : run.map(name).join(t.common.listComma),
    )
    .join(t.common.listComma)
}
