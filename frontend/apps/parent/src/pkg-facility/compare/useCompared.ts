// The facilities side by side, each with its whole profile for this child; without network as they were last seen.
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { ApiError, type FacilityDetail, type FacilityFull } from '@tuoyuquan/api'
import { toQuery, type Criteria } from '@tuoyuquan/core'
import { api, stopper } from '@/platform/api'
import { recall, remember } from '@/platform/cache'
import { coords } from '@/platform/coords'
import { online } from '@/platform/network'
import { createLatest } from '@/state/search/latest'

export interface Compared {
  /** Those that answered, in the order of ids. */
  list: ComputedRef<FacilityFull[]>
  /** Ids the register no longer shows. */
  gone: ComputedRef<string[]>
  /** Ids without an answer and without a memory of one. */
  failed: ComputedRef<string[]>
  /** Why the last asking failed. */
  problem: ShallowRef<unknown>
  busy: Ref<boolean>
  /** Set while something shown comes from this device's memory: the oldest time it was seen. */
  old: Ref<Date | undefined>
  reload: () => Promise<void>
}

type Seen = { state: 'here'; facility: FacilityFull; at?: Date } | { state: 'gone' } | { state: 'failed'; why: unknown }

async function see(id: string, c: Criteria, signal: AbortSignal): Promise<Seen> {
  const { near, profile, age_months, start, mode } = toQuery(c, coords)
  try {
    const got = await api.get('/api/v1/facilities/{id}', {
      path: { id },
      query: { near, profile, age_months, start, mode, coords },
      signal,
    })
    remember(`facility:${id}`, got)
    return { state: 'here', facility: got.facility }
  } catch (why) {
    if (signal.aborted) throw why
    if (why instanceof ApiError && why.status === 404) return { state: 'gone' }
    const kept = recall<FacilityDetail>(`facility:${id}`)
    return kept?.value.facility?.id === id ? { state: 'here', facility: kept.value.facility, at: kept.at } : { state: 'failed', why }
  }
}

/** Loads the facilities of ids for these criteria; about changes when the answers must be asked anew. */
export function useCompared(ids: Ref<readonly string[]>, criteria: Ref<Criteria>, about: Ref<string>): Compared {
  const latest = createLatest(stopper)
  const seen = shallowRef<ReadonlyMap<string, Seen>>(new Map())
  const problem = shallowRef<unknown>()
  const busy = ref(false)
  const old = ref<Date>()

  async function load(wanted: readonly string[]): Promise<void> {
    if (!wanted.length) return
    busy.value = true
    const outcome = await latest.ask(signal => Promise.all(wanted.map(async id => [id, await see(id, criteria.value, signal)] as const)))
    if ('superseded' in outcome) return
    busy.value = false
    if ('failure' in outcome) return
    const now = new Map([...seen.value, ...outcome.answer])
    seen.value = now
    const all = ids.value.map(id => now.get(id))
    problem.value = all.find((one): one is Extract<Seen, { state: 'failed' }> => one?.state === 'failed')?.why
    const times = all.flatMap(one => (one?.state === 'here' && one.at ? [one.at.getTime()] : []))
    old.value = times.length ? new Date(Math.min(...times)) : undefined
  }

  const reload = () => load(ids.value)
  const of = (state: Seen['state']) => computed(() => ids.value.filter(id => seen.value.get(id)?.state === state))

  watch(about, () => void reload())
  watch(ids, now => void load(now.filter(id => !seen.value.has(id))), { immediate: true })
  watch(online, is => {
    if (is && (problem.value !== undefined || old.value)) void reload()
  })
  onScopeDispose(latest.stop)

  return {
    list: computed(() =>
      ids.value.flatMap(id => {
        const one = seen.value.get(id)
        return one?.state === 'here' ? [one.facility] : []
      }),
    ),
    gone: of('gone'),
    failed: of('failed'),
    problem,
    busy,
    old,
    reload,
  }
}
