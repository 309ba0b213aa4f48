// The time limits of a complaint in a family's words: which one matters now, how long it still runs, or that it is overdue.
import type { ComplaintClock } from '@tuoyuquan/api'
import { momentText } from '../moment'
import type { Text } from '../text'
import type { FollowText } from '../text/follow'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export interface ToldClock {
  kind: string
  /** 给你答复：最晚 11 月 25 日 23:59 */
  line: string
  /** 还剩 3 天 · 超期 2 天 · 时间暂停; what a glance must catch. */
  left: string
  overdue: boolean
  paused: boolean
  /** A day or less is left. */
  soon: boolean
  /** 0 to 100, of the time. */
  share: number
  /** 规定期限 7 个工作日; '' for what the complainant is asked. */
  length: string
  provisional: boolean
  /** It is the complainant who is waited for. */
  yours: boolean
}

/** What a complainant asks about, the most pressing first; what is theirs to do comes before what the office owes. */
const order = ['info', 'accept', 'handle', 'callback', 'survey', 'contact']
const yours: readonly string[] = ['info', 'survey']

/** Whether a clock has not ended. */
export const isRunning = (clock: ComplaintClock): boolean => !clock.stopped

/** A length of time in its two largest units, rounded down: nobody is told more time than there is. */
export function spanText(millis: number, f: FollowText): string {
  if (millis < minute) return f.underMinute
  const days = Math.floor(millis / day)
  const hours = Math.floor((millis % day) / hour)
  const minutes = Math.floor((millis % hour) / minute)
  if (days) return hours && days < 3 ? f.and(f.days(days), f.hours(hours)) : f.days(days)
  if (hours) return minutes && hours < 6 ? f.and(f.hours(hours), f.minutes(minutes)) : f.hours(hours)
  return f.minutes(minutes)
}

/** The clock a complainant looks at: one that is overdue by the office before all others, else the first that runs. */
export function mainClock(clocks: readonly ComplaintClock[], now: Date): ComplaintClock | undefined {
  const running = clocks.filter(one => isRunning(one) && order.includes(one.kind))
  const late = running.find(one => !yours.includes(one.kind) && isLate(one, now))
  const first = [...running].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0]
  return late ?? first
}

const isLate = (clock: ComplaintClock, now: Date) => isRunning(clock) && !clock.paused && Date.parse(clock.due) < now.getTime()

/** A clock in words at a moment. */
export function tellClock(clock: ComplaintClock, now: Date, t: Text, f: FollowText): ToldClock {
  const { kind, due, length, unit, paused, provisional } = clock
  const rest = Date.parse(due) - now.getTime()
  const overdue = isLate(clock, now)
  const span = Date.parse(due) - Date.parse(clock.start)
  const used = span > 0 ? Math.round(((now.getTime() - Date.parse(clock.start)) / span) * 100) : 100
  const words = f.clocks[kind]
  const when = momentText(due, now, t)
  const line = overdue ? f.clockWas(words?.over ?? '', when) : f.clockBy(words?.name ?? '', when)
  return {
    kind,
    line: paused ? (words?.name ?? '') : line,
    left: paused ? f.clockPaused : overdue ? f.over(spanText(-rest, f)) : f.left(spanText(rest, f)),
    overdue,
    paused,
    soon: !paused && !overdue && rest <= day,
    // While it stands still the server's own share counts: wall time runs on, the limit does not.
    share: Math.max(0, Math.min(100, paused ? clock.share : used)),
    length: yours.includes(kind) ? '' : f.clockLength(f.lengths[unit](length)),
    provisional: provisional && !paused,
    yours: yours.includes(kind),
  }
}

/** What became of the limits that are over: kept, or not. One line each, the last of its kind. */
export function pastClocks(clocks: readonly ComplaintClock[], f: FollowText): { kind: string; line: string; kept: boolean }[] {
  const last = new Map<string, ComplaintClock>()
  for (const one of clocks) if (!isRunning(one) && !yours.includes(one.kind) && f.clocks[one.kind]) last.set(one.kind, one)
  return [...last.values()].flatMap(one => {
    const kept = one.met === true
    // One that ended because it no longer matters was neither kept nor missed.
    if (!kept && Date.parse(one.stopped ?? '') <= Date.parse(one.due)) return []
    const name = f.clocks[one.kind]?.name ?? ''
    const inTime = kept && Date.parse(one.stopped ?? '') <= Date.parse(one.due)
    return [{ kind: one.kind, line: inTime ? f.clockKept(name) : f.clockLate(name), kept: inTime }]
  })
}
