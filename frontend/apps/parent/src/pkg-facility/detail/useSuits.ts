// Why the place suits this family, or what speaks against it: one line a reason.
import { ageRange, ageText, clock, hoursFit, needSpan, suitsBy, wordOf } from '@tuoyuquan/core'
import { computed, type ComputedRef } from 'vue'
import type { FacilityPage } from './usePage'
import { soundNeed } from './child'
import { dayText } from './words'

export interface Reason {
  key: string
  /** It speaks for the place, against it, or cannot be told. */
  mark: 'yes' | 'no' | 'open'
  text: string
  /** What would make it fit: from when a child who is too young is taken. */
  more?: string
}

/** The reasons, what speaks against first. */
export function useSuits({ t, facility, classes, ofMode, child, mode, modes, need }: FacilityPage): ComputedRef<Reason[]> {
  const age = computed((): Reason[] => {
    const f = t.value.facility
    const { takes_from_months: from, takes_to_months: to } = facility.value
    const range = from !== undefined && to !== undefined ? ageRange(from, to, t.value) : ''
    const { state, fromMonths, from: day } = suitsBy(ofMode.value, child.value)
    const one = (mark: Reason['mark'], text: string, more?: string): Reason[] => [{ key: 'age', mark, text, more }]
    const spanOf = ofMode.value.length
      ? ageRange(Math.min(...ofMode.value.map(c => c.from_months)), Math.max(...ofMode.value.map(c => c.to_months)), t.value)
      : range
    const later = day && fromMonths !== undefined ? f.suitsFrom(dayText(day, t.value), ageText(fromMonths, t.value)) : undefined
    if (state === 'no_class') return classes.value.length ? [] : one('open', range ? f.ageRangeOnly(range) : f.ageNotKnown)
    if (state === 'unknown_age') return one('open', f.ageRangeOnly(spanOf))
    if (state === 'suits') return one('yes', f.ageFits(spanOf))
    if (state === 'too_old') return one('no', f.tooOld(spanOf))
    return one('no', state === 'between' ? f.between(spanOf) : f.tooYoung(spanOf), later)
  })

  const care = computed((): Reason[] => {
    const f = t.value.facility
    const name = t.value.common.modes[mode.value]
    if (!classes.value.length && !modes.value.length) return []
    if (!ofMode.value.length && classes.value.length) return [{ key: 'mode', mark: 'no', text: f.modeMissing(name) }]
    return [
      {
        key: 'mode',
        mark: 'yes',
        text: f.modeOffered(modes.value.map(m => wordOf(t.value.common.modes, m)).join(t.value.common.listComma)),
      },
    ]
  })

  const open = computed((): Reason[] =>
    facility.value.open_to_public ? [] : [{ key: 'open', mark: 'no', text: t.value.facility.onlyMembers }],
  )

  const hours = computed((): Reason[] => {
    const f = t.value.facility
    const wish = soundNeed(need.value)
    const span = needSpan(wish)
    if (!span || (!wish.from && !wish.until)) return []
    const words = t.value.common.clockSpan(clock(span.from), clock(span.until))
    const fit = hoursFit(facility.value.hours, wish)
    if (fit === 'unknown') return [{ key: 'hours', mark: 'open', text: f.hoursNotKnown }]
    return [fit === 'yes' ? { key: 'hours', mark: 'yes', text: f.hoursFit(words) } : { key: 'hours', mark: 'no', text: f.hoursMiss(words) }]
  })

  const weight = { no: 0, open: 1, yes: 2 }
  return computed(() => [...open.value, ...age.value, ...hours.value, ...care.value].sort((a, b) => weight[a.mark] - weight[b.mark]))
}
