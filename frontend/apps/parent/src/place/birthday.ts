// What is said back to a family about the birthday and the start date they gave.
import { addDays, addMonths, ageText, childStatus, completedMonths, partsOf, type CareDate, type Text } from '@tuoyuquan/core'

/** Age in months from which most facilities take a child (the infant class, 乳儿班, begins at six). */
export const usualFrom = 6

export interface Told {
  /** The age read back; '' when there is nothing sensible to say. */
  text: string
  /** What the family should know, said kindly. */
  advice?: { title: string; text: string }
  /** Set when starting at six months is worth offering: that day. */
  atSix?: CareDate
  /** The date itself looks wrong. */
  error?: string
}

/** The earliest and latest birthday that can be meant on a day: six years back to ten months ahead. */
export function birthLimits(day: CareDate): { min: CareDate; max: CareDate } {
  return { min: addMonths(day, -72), max: addMonths(day, 10) }
}

/** Time until a day ahead: whole months, or days within the first month. */
function until(day: CareDate, ahead: CareDate, t: Text): string {
  const months = completedMonths(day, ahead)
  if (months > 0) return t.common.months(months)
  return t.place.days(Math.round((Date.parse(ahead) - Date.parse(day)) / 86_400_000))
}

/** Reads back a birthday or due date: the age today and on the first day of care, and what to think of. */
export function tellChild(birth: CareDate | '', startDay: CareDate, day: CareDate, t: Text): Told {
  if (!birth) return { text: '' }
  const { min, max } = birthLimits(day)
  if (birth < min || birth > max) return { text: '', error: t.place.oddBirth }
  const then = completedMonths(birth, startDay)
  const status = childStatus(birth, startDay)
  const six = addMonths(birth, usualFrom)
  const atSix = then < usualFrom && six > day && six !== startDay ? six : undefined
  const text = birth > day ? dueText(birth, startDay, day, t) : bornText(birth, startDay, day, t)
  if (status === 'unborn') return { text, atSix, advice: { title: t.place.unbornThen, text: t.place.unbornThenText } }
  if (status === 'too_old') return { text, advice: { title: t.place.tooOld, text: t.place.tooOldText } }
  if (then < usualFrom) return { text, atSix, advice: { title: t.place.young, text: t.place.youngText(ageText(then, t)) } }
  return { text }
}

function bornText(birth: CareDate, startDay: CareDate, day: CareDate, t: Text): string {
  const now = ageText(completedMonths(birth, day), t)
  const then = ageText(completedMonths(birth, startDay), t)
  return now === then ? t.place.ageNow(now) : t.place.ageThen(now, then)
}

function dueText(birth: CareDate, startDay: CareDate, day: CareDate, t: Text): string {
  const ahead = until(day, birth, t)
  return startDay < birth ? t.place.due(ahead) : t.place.dueThen(ahead, ageText(completedMonths(birth, startDay), t))
}

/** The next first of September, when most school years begin. */
export function nextSeptember(day: CareDate): CareDate {
  const { year } = partsOf(day)
  const current = `${year}-09-01`
  return day < current ? current : `${year + 1}-09-01`
}

export interface StartChoice {
  value: 'now' | 'three' | 'september' | 'six' | 'day'
  label: string
  /** The start it stands for; '' is today, undefined asks for a day. */
  start?: CareDate | ''
}

/** The quick choices for the first day of care, in the order shown. */
export function startChoices(birth: CareDate | '', day: CareDate, t: Text): StartChoice[] {
  const september = nextSeptember(day)
  const six = birth ? addMonths(birth, usualFrom) : ''
  const choices: StartChoice[] = [
    { value: 'now', label: t.place.now, start: '' },
    { value: 'three', label: t.place.inThreeMonths, start: addMonths(day, 3) },
    { value: 'september', label: t.place.september(partsOf(september).year, partsOf(day).year), start: september },
  ]
  if (six && six > addDays(day, 14)) choices.push({ value: 'six', label: t.place.atSix, start: six })
  choices.push({ value: 'day', label: t.place.otherDay })
  return choices
}

/** Which quick choice a start is. */
export function choiceOf(start: CareDate | '', choices: readonly StartChoice[]): StartChoice['value'] {
  return choices.find(c => c.start === start)?.value ?? 'day'
}
