// One facility for one child: asks the server, keeps the last answer for the time without network, and follows changes of its
// free places while the page is in sight.
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { ApiError, NoAnswer, type FacilityDetail } from '@tuoyuquan/api'
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { api, stopper } from '@/platform/api'
import { recall, remember } from '@/platform/cache'
import { now } from '@/platform/clock'
import { coords } from '@/platform/coords'
import { follow } from '@/platform/live'
import { online } from '@/platform/network'

/** What is asked about: near as the server reads it. */
export interface Wanted {
  near?: string
  age_months?: number
  start?: string
  mode: string
  profile: 'walk' | 'stroller'
}

/** Away for longer than this (milliseconds), the answer is asked again on return. */
const longEnough = 60_000

export interface Facility {
  detail: ShallowRef<FacilityDetail | undefined>
  /** What is wrong, when nothing can be shown or the last asking failed. */
  problem: ShallowRef<unknown>
  /** It is no longer public, or never was. */
  gone: Ref<boolean>
  /** When the answer shown came, if it is one kept from before. */
  old: Ref<Date | undefined>
  busy: Ref<boolean>
  /** Nothing can be shown yet, and nothing is wrong yet. */
  opening: ComputedRef<boolean>
  load: () => Promise<void>
}

/** Follows the facility of an id; wanted is read at each asking, and asked again when it changes. */
export function useFacility(id: Ref<string>, wanted: ComputedRef<Wanted>): Facility {
  const detail = shallowRef<FacilityDetail>()
  const problem = shallowRef<unknown>()
  const gone = ref(false)
  const old = ref<Date>()
  const busy = ref(false)
  let asking = stopper()
  let askedAt = 0
  let stop = () => {}

  async function load(): Promise<void> {
    if (!id.value) return
    asking.abort()
    const mine = (asking = stopper())
    askedAt = now().getTime()
    busy.value = true
    try {
      const { mode, ...query } = wanted.value
      const path = { id: id.value }
      const got = await api.get('/api/v1/facilities/{id}', {
        path,
        query: { ...query, mode: mode ? [mode as 'full_day'] : undefined, coords },
        signal: mine.signal,
      })
      if (mine !== asking) return
      show(got)
    } catch (error) {
      if (mine !== asking || (error instanceof NoAnswer && error.reason === 'aborted')) return
      fail(error)
    } finally {
      if (mine === asking) busy.value = false
    }
  }

  function show(got: FacilityDetail): void {
    detail.value = got
    problem.value = undefined
    old.value = undefined
    gone.value = false
    remember(`facility:${got.facility.id}`, got)
    listen(got.sequence)
  }

  function fail(error: unknown): void {
    problem.value = error
    // An id that cannot be one (a link cut or mangled on its way) is as good as one nobody has.
    if (error instanceof ApiError && (error.status === 404 || error.problem?.field === 'id')) {
      gone.value = true
      stop()
      return
    }
    const kept = detail.value ? undefined : recall<FacilityDetail>(`facility:${id.value}`)
    if (kept && kept.value.facility?.id === id.value) {
      detail.value = kept.value
      old.value = kept.at
    } else if (detail.value) old.value ??= new Date(detail.value.as_of)
  }

  function listen(sequence: number): void {
    stop()
    stop = follow(
      sequence,
      event => {
        if (event.facility_id !== id.value) return
        if (event.gone) gone.value = true
        else void load()
      },
      () => void load(),
    )
  }

  watch([id, () => JSON.stringify(wanted.value)], () => void load())
  watch(online, is => {
    if (is && (old.value || (problem.value && !gone.value))) void load()
  })
  onShow(() => {
    if (!detail.value || gone.value) return
    if (now().getTime() - askedAt > longEnough) void load()
    else listen(detail.value.sequence)
  })
  onHide(() => stop())
  onUnload(() => {
    stop()
    asking.abort()
  })

  return { detail, problem, gone, old, busy, opening: computed(() => !detail.value && !problem.value && !gone.value), load }
}
