// For whom and from where the page is asked: what the family told this device, unless a link brought its own place.
import { fromSearch, modes, type Anchor, type Criteria, type Mode } from '@tuoyuquan/core'
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { toWire, type Point } from '@/platform/coords'
import { useFamily } from '@/state/family'
import { useSearch } from '@/state/search'
import type { Need } from './child'
import type { Wanted } from './useFacility'

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
  const wish = computed<Mode>(
    () => chosen.value ?? criteria.value.mode.find(m => !offered.value.length || offered.value.includes(m)) ?? 'full_day',
  )
  const mode = computed<Mode>(() =>
    !offered.value.length || offered.value.includes(wish.value) ? wish.value : (offered.value[0] ?? wish.value),
  )

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
    chooseMode: one => (chosen.value = modes.find(m => m === one)),
  }
}

const wire = (point: Point): string =>
  toWire(point)
    .map(n => n.toFixed(6))
    .join(',')
const ageOf = (months: number | undefined) => (months === undefined ? undefined : Math.min(120, Math.max(0, months)))
const laterThan = (start: string | undefined, day: string) => (start && start > day ? start : undefined)
