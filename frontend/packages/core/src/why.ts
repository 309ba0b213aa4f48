import type { Empty, FacilityItem } from '@tuoyuquan/api'
import { ageRange } from './age'
import { bounds, type Anchor, type Criteria } from './criteria'
import { partsOf, today } from './date'
import { needSpan } from './hours'
import { monthlyText } from './money'
import type { Text } from './text'
import { tellVacancy } from './vacancy'

/** What an empty list advises to do without; minutes asks for a longer walk. */
export type Relaxation = keyof Text['why']['drop'] | 'minutes'

/** Why a list is empty and what would fill it. */
export interface EmptyText {
  title: string
  tips: { text: string; drop: Relaxation }[]
  nearest?: { id: string; name: string; minutes: number; text: string }
}

/** What an anchor is called: its own name, else what it is to the family, else a shared place. */
export function anchorName(anchor: Anchor, t: Text): string {
  if (anchor.name) return anchor.name
  return anchor.label === 'other' ? t.common.sharedPlace : t.common.anchors[anchor.label]
}

/** The walk to a facility: one figure, or one for each place the family sets out from. */
export function walkText(item: Pick<FacilityItem, 'walk' | 'walks'>, c: Pick<Criteria, 'near' | 'profile'>, t: Text): string | undefined {
  const walks = item.walks ?? []
  if (walks.length > 1) {
    return walks
      .map((walk, i) => {
        const anchor = c.near[i]
        return anchor
          ? t.common.walkFrom(anchor.label === 'other' ? anchorName(anchor, t) : t.common.anchors[anchor.label], walk.minutes)
          : t.common.walk(walk.minutes)
      })
      .join(t.common.listComma)
  }
  const walk = item.walk
  if (!walk) return undefined
  if (walk.estimate) return t.common.walkEstimate(walk.minutes)
  return c.profile === 'stroller' ? t.common.stroll(walk.minutes) : t.common.walk(walk.minutes)
}

/** Why a facility is in the list, the family's own wishes first: "步行 8 分钟", "收 6–36 个月", "现在有 3 个托位". */
export function whyListed(item: FacilityItem, c: Criteria, now: Date, t: Text): string[] {
  const reasons: (string | undefined | false)[] = [
    walkText(item, c, t),
    c.ageMonths !== undefined &&
      item.takes_from_months !== undefined &&
      item.takes_to_months !== undefined &&
      c.ageMonths >= item.takes_from_months &&
      c.ageMonths < item.takes_to_months &&
      t.why.takes(ageRange(item.takes_from_months, item.takes_to_months, t)),
    roomReason(item, now, t),
    ...c.mode.filter(mode => item.modes?.includes(mode)).map(mode => t.common.modes[mode]),
    c.inclusive && item.inclusive && t.common.inclusive,
    c.feeMax !== undefined && item.fee !== undefined && item.fee.monthly <= c.feeMax * 100 && t.why.withinFee(monthlyText(item.fee, t)),
    hoursReason(c, t),
    c.words.trim() !== '' && t.why.matchesWords(c.words.trim()),
  ]
  return reasons.filter((reason): reason is string => Boolean(reason))
}

function roomReason(item: FacilityItem, now: Date, t: Text): string | undefined {
  const told = tellVacancy(item.vacancy, now, t)
  if (told.tone !== 'room' && told.tone !== 'few') return undefined
  if (told.free === undefined) return t.why.freeSome
  const from = item.vacancy.from
  if (from === undefined || from <= today(now).slice(0, 7)) return t.why.freeNow(told.free)
  const { year, month } = partsOf(from + '-01')
  return t.why.freeFrom(t.common.month(year, month), told.free)
}

/** The list holds only facilities open when needed, so naming it is no guess. */
function hoursReason(c: Criteria, t: Text): string | undefined {
  if (!needSpan(c)) return undefined
  return c.until ? t.why.makesUntil(c.until) : t.why.openWhenNeeded
}

/** Why nothing is listed, and what to give up for how many. */
export function whyEmpty(empty: Empty, c: Criteria, t: Text): EmptyText {
  const drops: Readonly<Record<string, ((n: number) => string) | undefined>> = t.why.drop
  const tips: EmptyText['tips'] = []
  for (const { drop, count } of empty.relax ?? []) {
    const words = Object.prototype.hasOwnProperty.call(drops, drop) ? drops[drop] : undefined
    if (words) tips.push({ text: words(count), drop: drop as Relaxation })
  }
  const out: EmptyText = { title: t.why.empty[empty.reason], tips }
  const nearest = empty.nearest
  if (nearest) {
    const { minutes } = nearest.walk
    out.nearest = { id: nearest.id, name: nearest.name, minutes, text: t.why.nearest(nearest.name, minutes) }
    const enough = minutesFor(minutes)
    if (enough > c.minutes) tips.unshift({ text: t.why.farther(enough), drop: 'minutes' })
  }
  if (empty.without_location) tips.push({ text: t.why.drop.near(empty.without_location), drop: 'near' })
  return out
}

/** The step of the minutes slider that a walk fits in. */
export function minutesFor(minutes: number): number {
  return Math.min(bounds.maxMinutes, Math.max(bounds.minMinutes, Math.ceil(minutes / 5) * 5))
}
