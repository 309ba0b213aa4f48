// What the places of the coming months say: where there is room for this child first, and how to draw it.
import type { ClassDetail, MonthFree } from '@tuoyuquan/api'
import { addMonths, completedMonths, type CareDate } from './date'

/** Who the places are for: a birthday when the family told it, else an age in completed months on the start day. */
export interface Child {
  birth?: CareDate
  ageMonths?: number
  start: CareDate
}

/** One month of a class as it is drawn. */
export interface Bar {
  /** YYYY-MM */
  month: string
  free: number
  /** Places the class may fill: the smaller of filed and staffed. */
  capacity: number
  /** 0 to 1, against the fullest bar of the row. */
  height: number
  /** The month care would begin in. */
  start: boolean
  /** The child would be in the class then. */
  stay: boolean
  /** The first of a year, where the year is written, unless the word for the start stands next to it. */
  newYear: boolean
}

/** The first month with room, and in which class. */
export interface Room {
  month: string
  free: number
  /** Name of the class. */
  name: string
}

/** Completed months of age with which the server counts a child in a month; undefined when no age is known. */
export function ageIn(child: Child, month: string): number | undefined {
  const first = child.start.slice(0, 7)
  if (child.birth) return completedMonths(child.birth, month === first ? child.start : `${month}-01`)
  return child.ageMonths === undefined ? undefined : child.ageMonths + monthsBetween(first, month)
}

/** Months from one YYYY-MM to another. */
export function monthsBetween(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 0] = from.split('-').map(Number)
  const [toYear = 0, toMonth = 0] = to.split('-').map(Number)
  return (toYear - fromYear) * 12 + toMonth - fromMonth
}

/** Year and month of a YYYY-MM. */
export function monthOf(month: string): { year: number; month: number } {
  return { year: Number(month.slice(0, 4)), month: Number(month.slice(5, 7)) }
}

/** Whether a class takes this child in a month; a child of unknown age fits everywhere. */
export function takes(one: ClassDetail, child: Child, month: string): boolean {
  const age = ageIn(child, month)
  return age === undefined || (age >= one.from_months && age < one.to_months)
}

/** The last month in which a child who starts in a month uses a class, as the server reckons it from an age in months. */
export function lastMonth(one: ClassDetail, age: number, month: string): string {
  return laterMonth(month, Math.max(0, one.to_months - age - 1))
}

/**
 * Places for this child in a class when care begins in a month: the least of all months until it grows out of the class, for
 * a place that is promised to somebody else half way is none. A month not listed is as the one before. Undefined before the
 * first figure, and where the class does not take the child.
 */
export function freeFrom(one: ClassDetail, child: Child, month: string): { free: number; tightest: string } | undefined {
  const months = one.months ?? []
  const first = months.filter(m => m.month <= month).pop()
  if (!first || !takes(one, child, month)) return undefined
  const age = ageIn(child, month)
  const until = age === undefined ? month : lastMonth(one, age, month)
  let least = { free: first.free, tightest: month }
  for (const m of months) {
    if (m.month > month && m.month <= until && m.free < least.free) least = { free: m.free, tightest: m.month }
  }
  return least
}

/** The first month from the start month on in which care could begin and stay, as far as the figures reach (about 18 months). */
export function firstRoom(classes: readonly ClassDetail[], child: Child): Room | undefined {
  let found: Room | undefined
  for (const one of classes) {
    const last = one.months?.[one.months.length - 1]?.month ?? ''
    for (let month = child.start.slice(0, 7); month <= last; month = laterMonth(month, 1)) {
      const room = freeFrom(one, child, month)
      if (!room || room.free <= 0) continue
      if (!found || month < found.month || (month === found.month && room.free > found.free))
        found = { month, free: room.free, name: one.name }
      break
    }
  }
  return found
}

/** Where a class has room in the start month but not until the child grows out of it: the month in which there is none. */
export function gapOf(one: ClassDetail, child: Child): string | undefined {
  const month = child.start.slice(0, 7)
  const room = freeFrom(one, child, month)
  return room && room.free === 0 && room.tightest !== month ? room.tightest : undefined
}

function laterMonth(month: string, n: number): string {
  return addMonths(`${month}-01`, n).slice(0, 7)
}

/** The months of a class as bars, from the current month on. */
export function barsOf(one: ClassDetail, child: Child): Bar[] {
  const list = one.months ?? []
  const start = child.start.slice(0, 7)
  const age = ageIn(child, start)
  const until = age === undefined ? '' : lastMonth(one, age, start)
  const begin = list.findIndex(m => m.month === start)
  const stays = takes(one, child, start)
  const most = Math.max(1, ...list.map(m => m.free))
  return list.map((m, i) => ({
    month: m.month,
    free: m.free,
    capacity: Math.min(m.filed, m.staffed),
    height: m.free / most,
    start: m.month === start,
    stay: stays && m.month >= start && m.month <= until,
    newYear: (i === 0 || m.month.endsWith('-01')) && (begin < 0 || Math.abs(i - begin) > 1),
  }))
}

/** What stands out in the months of a class: its first room from the start month on, and the later month with the most. */
export function outline(months: readonly MonthFree[] | null | undefined, start: CareDate): { first?: MonthFree; most?: MonthFree } {
  const ahead = (months ?? []).filter(m => m.month >= start.slice(0, 7))
  const first = ahead.find(m => m.free > 0)
  let most = first
  for (const m of ahead) if (most && m.free > most.free) most = m
  return { first, most: most && first && most.free > first.free ? most : undefined }
}

/** How far ahead the first day lies on which the facility takes the child. */
export interface Suits {
  state: 'suits' | 'too_young' | 'too_old' | 'between' | 'unknown_age' | 'no_class'
  /** Completed months of age from which it suits, while the child is too young. */
  fromMonths?: number
  /** The day that age is reached, when the birthday is known. */
  from?: CareDate
}

/** Whether any of the classes takes the child by age on the start day, and if not yet, from when. */
export function suitsBy(classes: readonly ClassDetail[], child: Child): Suits {
  if (!classes.length) return { state: 'no_class' }
  const age = ageIn(child, child.start.slice(0, 7))
  if (age === undefined) return { state: 'unknown_age' }
  if (classes.some(c => age >= c.from_months && age < c.to_months)) return { state: 'suits' }
  const later = classes.filter(c => c.from_months > age).map(c => c.from_months)
  if (!later.length) return { state: 'too_old' }
  const fromMonths = Math.min(...later)
  const younger = classes.some(c => c.to_months <= age)
  const from = child.birth ? ripe(child.birth, fromMonths) : addMonths(child.start, fromMonths - age)
  return { state: younger ? 'between' : 'too_young', fromMonths, from }
}

/** The first day on which a child has completed so many months: the server's rule turned round. */
function ripe(birth: CareDate, months: number): CareDate {
  return addMonths(birth, months)
}
