// For whom and from where the page is asked: what the family told this device, unless a link brought its own place.
import { fromSearch, readClock, type Anchor, type Criteria, type Mode } from '@tuoyuquan/core'
import type { FacilityDetail } from '@tuoyuquan/api'
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { toWire, type Point } from '@/platform/coords'
import { useFamily } from '@/state/family'
import { useSearch } from '@/state/search'
import type { Child } from './months'
import type { Wanted } from './useFacility'

/** The order in which care modes are offered. */
const order: readonly Mode[] = ['full_day', 'half_day', 'hourly', 'drop_in']

/** When the family needs care, as far as it said. */
export interface Need {
  days: number[]
  from: string
  until: string
}

export interface WantedPage {
  wanted: ComputedRef<Wanted>
  /** Starting places of the walks shown. */
  anchors: ComputedRef<Anchor[]>
  /** Where the person stands, for this page only. */
  here: ShallowRef<Anchor | undefined>
  /** Reads the query of the page. */
  read: (query: Record<string, string | undefined>) => void
  mode: ComputedRef<Mode>
  chooseMode: (mode: string) => void
  need: Ref<Need>
  criteria: ComputedRef<Criteria>
}

/** What is asked of the server for this page. offered are the modes of the facility, once known. */
export function useWanted(offered: ComputedRef<readonly Mode[]>): WantedPage {
  const family = useFamily()
  const { criteria } = useSearch()
  const link = shallowRef<Partial<Criteria>>({})
  const here = shallowRef<Anchor>()
  const chosen = ref<Mode>()
  const need = ref<Need>({ days: [...criteria.value.days], from: criteria.value.from ?? '', until: criteria.value.until ?? '' })

  const anchors = computed(() => {
    const places = link.value.near?.length ? link.value.near : criteria.value.near
    return here.value ? [...places.slice(0, 4), here.value] : places
  })
  const wish = computed<Mode>(() => chosen.value ?? criteria.value.mode.find(m => !offered.value.length || offered.value.includes(m)) ?? 'full_day')
  const mode = computed<Mode>(() => (!offered.value.length || offered.value.includes(wish.value) ? wish.value : (offered.value[0] ?? wish.value)))

  const wanted = computed<Wanted>(() => ({
    near: anchors.value.map(a => wire(a.point)).join(';') || undefined,
    profile: criteria.value.profile,
    age_months: ageOf(criteria.value.ageMonths ?? link.value.ageMonths),
    start: laterThan(criteria.value.start ?? link.value.start, family.day.value),
    mode: mode.value,
  }))

  return {
    wanted,
    anchors,
    here,
    mode,
    need,
    criteria,
    read: query => (link.value = fromSearch(query)),
    chooseMode: one => (chosen.value = order.find(m => m === one)),
  }
}

/** The modes a facility has: those it declares and those of its classes, in one order. */
export function modesOf(detail: FacilityDetail | undefined): Mode[] {
  const { modes, classes } = detail?.facility ?? {}
  return order.filter(m => modes?.includes(m) || classes?.some(c => c.mode === m))
}

/** The child an answer is about. The birthday is used only where it agrees with the age that was asked for. */
export function childOf(detail: FacilityDetail, birth: string, ageOn: (birth: string, start: string) => number): Child {
  const { start, age_months: ageMonths } = detail
  const same = birth !== '' && ageMonths !== undefined && Math.max(0, ageOn(birth, start)) === ageMonths
  return { start, ageMonths, birth: same ? birth : undefined }
}

/** The need in hours with only what makes sense: a pick-up after the drop-off. */
export function soundNeed({ days, from, until }: Need): { days: number[]; from?: string; until?: string } {
  const a = readClock(from)
  const b = readClock(until)
  if (a !== undefined && b !== undefined && a >= b) return { days, from }
  return { days, from: a === undefined ? undefined : from, until: b === undefined ? undefined : until }
}

const wire = (point: Point): string => toWire(point).map(n => n.toFixed(6)).join(',')
const ageOf = (months: number | undefined) => (months === undefined ? undefined : Math.min(120, Math.max(0, months)))
const laterThan = (start: string | undefined, day: string) => (start && start > day ? start : undefined)
