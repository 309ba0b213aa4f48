import type { Vacancy } from '@tuoyuquan/api'
import { agoText, freshness as ageOf, type Freshness } from './freshness'
import type { Text } from './text'

/** What may be said about the free places of a facility or class, and how loudly. */
export interface Told {
  tone: 'room' | 'few' | 'full' | 'unknown' | 'closed'
  /** 余 3 个托位 | 已满 | 托位未公布 | 仅限本单位 | 数字已过期 … */
  headline: string
  /** Absent when no number may be shown. */
  free?: number
  /** Who said so and when: "2 小时前由机构确认". */
  source: string
  /** By the clock of this device and the word of the server, whichever is worse. */
  freshness: Freshness
  /** Over 48 hours: to be marked. */
  amber: boolean
  /** The figure cannot be relied on: offer to ask the facility. */
  ask: boolean
  /** Families were told otherwise since the confirmation. */
  doubtful: boolean
  /** 备案 20 · 按在岗人员可收 16 · 空 3; absent when hidden. */
  capacity?: string
  /** For a mark on the map: 余3, 满, ？, — */
  badge: string
}

/** Up to this many free places are called few. */
export const fewPlaces = 2

/** Puts a vacancy in words. Numbers older than seven days, or doubted by families, are never told. */
export function tellVacancy(vacancy: Vacancy, now: Date, t: Text): Told {
  const v = t.vacancy
  const freshness = trust(vacancy, now)
  const doubtful = vacancy.doubtful === true || vacancy.freshness === 'doubtful'
  const told = { freshness, amber: freshness === 'ageing', doubtful, source: sourceOf(vacancy, freshness, doubtful, now, t) }
  const unknown = (headline: string): Told => ({ ...told, tone: 'unknown', headline, ask: true, badge: v.badge.unknown })

  if (vacancy.state === 'no_class')
    return { ...told, tone: 'closed', headline: v.noClass, source: v.noClassMeans, amber: false, ask: false, badge: v.badge.closed }
  if (vacancy.state === 'members_only') {
    return { ...told, tone: 'closed', headline: v.membersOnly, source: v.membersOnlyMeans, amber: false, ask: false, badge: v.badge.closed }
  }
  if (freshness === 'never') return unknown(v.unknown)
  if (freshness === 'stale') return unknown(v.stale)
  if (doubtful) return unknown(v.doubtful)

  const capacity = capacityOf(vacancy, t)
  switch (vacancy.state) {
    case 'free': {
      const free = vacancy.free
      const tone = free !== undefined && free <= fewPlaces && !vacancy.partial ? 'few' : 'room'
      const headline = free === undefined ? v.someFree : vacancy.partial ? v.freeAtLeast(free) : v.free(free)
      return { ...told, tone, headline, free, ask: false, capacity, badge: free === undefined ? v.someFree : v.badge.free(free) }
    }
    case 'full':
      return { ...told, tone: 'full', headline: v.full, free: 0, ask: false, capacity, badge: v.badge.full }
    case 'unknown':
      return { ...unknown(vacancy.partial ? v.partlyFull : v.unknown), capacity }
  }
}

/** The worse of what the server said when it answered and what the device's clock says now. */
function trust(vacancy: Vacancy, now: Date): Freshness {
  const age = ageOf(vacancy.confirmed_at, now)
  if (age === 'never' || age === 'stale') return age
  if (vacancy.freshness === 'stale') return 'stale'
  return vacancy.freshness === 'ageing' ? 'ageing' : age
}

function sourceOf(vacancy: Vacancy, freshness: Freshness, doubtful: boolean, now: Date, t: Text): string {
  if (freshness === 'never' || vacancy.confirmed_at === undefined) return t.vacancy.neverConfirmed
  const ago = agoText(vacancy.confirmed_at, now, t)
  if (freshness === 'stale') return t.vacancy.confirmedOld(ago)
  return doubtful ? t.vacancy.doubted(ago) : t.vacancy.confirmed(ago)
}

function capacityOf(vacancy: Vacancy, t: Text): string | undefined {
  const { filed, staffed, free } = vacancy
  if (filed === undefined || staffed === undefined || free === undefined) return undefined
  return [t.vacancy.filed(filed), t.vacancy.staffed(staffed), t.vacancy.freeShort(free)].join(t.vacancy.figuresJoin)
}
