// What every section of the page may ask. A new section injects this and adds its line to FacilitySections; nothing else changes.
import { type Anchor, type CareDate, type Child, completedMonths, type Mode, tellVacancy, type Text, type Told } from '@tuoyuquan/core'
import type { ClassDetail, FacilityDetail, FacilityFull } from '@tuoyuquan/api'
import { computed, inject, provide, type ComputedRef, type InjectionKey, type Ref, type ShallowRef } from 'vue'
import { useNow } from '@/platform/clock'
import { fromWire, type Point } from '@/platform/coords'
import { useFamily } from '@/state/family'
import { useText } from '@/state/settings'
import { useReport, type Report } from './useReport'
import { childOf, modesOf, type Need } from './child'
import type { WantedPage } from './useWanted'
import { useWays, type Ways } from './useWays'

export interface FacilityPage {
  t: ComputedRef<Text>
  now: Ref<Date>
  today: ComputedRef<CareDate>
  facility: ComputedRef<FacilityFull>
  classes: ComputedRef<ClassDetail[]>
  /** Classes of the mode looked at. */
  ofMode: ComputedRef<ClassDetail[]>
  child: ComputedRef<Child>
  told: ComputedRef<Told>
  modes: ComputedRef<Mode[]>
  mode: ComputedRef<Mode>
  chooseMode: (mode: string) => void
  /** WGS-84; undefined while it is not on the map. */
  point: ComputedRef<Point | undefined>
  anchors: ComputedRef<Anchor[]>
  here: ShallowRef<Anchor | undefined>
  need: Ref<Need>
  ways: Ways
  report: Report
  /** Opens the sheet with the birthday and the first day. */
  askChild: () => void
  /** Leads to the facility: WeChat's map, or a choice of map apps. */
  navigate: () => void
}

const key: InjectionKey<FacilityPage> = Symbol('facility page')

/** The page a section belongs to. */
export function useFacilityPage(): FacilityPage {
  const page = inject(key)
  if (!page) throw new Error('outside a facility page')
  return page
}

/** Makes the page's knowledge and hands it to its sections; sections may ask only once there is a detail. */
export function provideFacilityPage(
  detail: ShallowRef<FacilityDetail | undefined>,
  wanted: WantedPage,
  actions: { askChild: () => void; navigate: () => void },
): FacilityPage {
  const t = useText()
  const now = useNow()
  const family = useFamily()
  const known = () => detail.value as FacilityDetail
  const facility = computed(() => known().facility)
  const classes = computed(() => facility.value.classes ?? [])
  const point = computed(() => {
    const at = detail.value?.facility.point
    return at?.length === 2 ? fromWire(at as Point) : undefined
  })
  const place = computed(() => (detail.value ? { id: detail.value.facility.id, located: point.value !== undefined } : undefined))
  const page: FacilityPage = {
    t,
    now,
    today: family.day,
    facility,
    classes,
    ofMode: computed(() => classes.value.filter(c => c.mode === wanted.mode.value)),
    child: computed(() => childOf(known(), family.birth.value, completedMonths)),
    told: computed(() => tellVacancy(facility.value.vacancy, now.value, t.value)),
    modes: computed(() => modesOf(detail.value)),
    mode: wanted.mode,
    chooseMode: wanted.chooseMode,
    point,
    anchors: wanted.anchors,
    here: wanted.here,
    need: wanted.need,
    ways: useWays(place, wanted.anchors, wanted.wanted.value.profile),
    report: useReport(
      () => detail.value?.facility.id ?? '',
      () => detail.value?.facility.vacancy.confirmed_at,
    ),
    ...actions,
  }
  provide(key, page)
  return page
}
