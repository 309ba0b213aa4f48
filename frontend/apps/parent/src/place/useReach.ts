import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { FacilityList } from '@tuoyuquan/api'
import { plain, toQuery, type Criteria } from '@tuoyuquan/core'
import { api, stopper } from '@/platform/api'
import { coords } from '@/platform/coords'
import { useFamily } from '@/state/family'
import { useTown } from '@/state/meta'
import { createLatest } from '@/state/search/latest'
import { outsideTown } from './naming'

/** What may be wrong with a starting place, the gravest first. */
export type PlaceTrouble = 'outside' | 'off_street' | 'isolated'

export interface Reach {
  /** Facilities within the minutes from every active place that take the child; undefined while not known. */
  total: ComputedRef<number | undefined>
  /** Minutes that total is about. */
  minutes: number
  trouble: ComputedRef<PlaceTrouble | undefined>
  busy: Ref<boolean>
}

/** What is wrong with these places, judged from the town's extent and from how the server tied them to the streets. */
export function troubleOf(
  near: Criteria['near'],
  bbox: readonly number[] | undefined,
  answer: FacilityList | undefined,
): PlaceTrouble | undefined {
  if (near.some(a => outsideTown(a.point, bbox))) return 'outside'
  const ties = answer?.anchors ?? []
  if (ties.some(tie => tie.estimate)) return 'off_street'
  return ties.some(tie => tie.isolated) ? 'isolated' : undefined
}

/** Tells, while the family fills in the start page, how many facilities that leaves. It is a courtesy: it fails silently. */
export function useReach(): Reach {
  const { near, ageMonths, startDay } = useFamily()
  const town = useTown()
  const latest = createLatest(stopper)
  const answer = shallowRef<FacilityList>()
  const busy = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  const wanted = computed<Criteria | undefined>(() =>
    near.value.length ? { ...plain, near: near.value, ageMonths: ageMonths.value, start: startDay.value } : undefined,
  )

  async function askNow(criteria: Criteria): Promise<void> {
    const query = { ...toQuery(criteria, coords), limit: 1, facets: false }
    const outcome = await latest.ask(signal => api.get('/api/v1/facilities', { query, signal }))
    if ('superseded' in outcome) return
    busy.value = false
    answer.value = 'answer' in outcome ? outcome.answer : undefined
  }

  watch(
    () => JSON.stringify(wanted.value),
    () => {
      clearTimeout(timer)
      latest.stop()
      answer.value = undefined
      const criteria = wanted.value
      busy.value = criteria !== undefined
      if (criteria) timer = setTimeout(() => void askNow(criteria), 200)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    latest.stop()
  })

  return {
    total: computed(() => answer.value?.total),
    minutes: plain.minutes,
    trouble: computed(() => troubleOf(near.value, town.value, answer.value)),
    busy,
  }
}
