// The facilities of a list of favourites as they are now, in one request; without network as they were last seen.
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { FacilityItem } from '@tuoyuquan/api'
import { toQuery, type Criteria } from '@tuoyuquan/core'
import { api, stopper } from '@/platform/api'
import { recall, remember } from '@/platform/cache'
import { now } from '@/platform/clock'
import { coords } from '@/platform/coords'
import { online } from '@/platform/network'
import { createLatest } from '@/state/search/latest'

/** An answer is asked again when it is older than this (milliseconds) and the page is shown again. */
const longEnough = 60_000
const slot = 'saved'

export interface Shown {
  /** By id; what is not in it has not been seen. */
  items: ShallowRef<ReadonlyMap<string, FacilityItem>>
  /** Ids the register no longer shows. */
  gone: ShallowRef<ReadonlySet<string>>
  /** Ids that take no child of this age. */
  unfit: ShallowRef<ReadonlySet<string>>
  busy: Ref<boolean>
  /** Why there is no new answer. */
  problem: ShallowRef<unknown>
  /** Set while what is shown comes from this device's memory: when it was seen. */
  old: Ref<Date | undefined>
  reload: () => Promise<void>
  /** Asks again when the answer has aged. */
  freshen: () => void
}

interface Answer {
  items: FacilityItem[]
  unfit: string[]
}

/** Asks for all at once; those that take no child of this age are asked for once more without it, so that they are not taken for gone. */
export async function askFor(ids: readonly string[], c: Criteria, signal?: AbortSignal): Promise<Answer> {
  const { near, minutes, profile, age_months, start } = toQuery({ ...c, minutes: 60 }, coords)
  const same = { near, minutes, profile, start, coords, limit: 100, facets: false }
  const { items } = await api.get('/api/v1/facilities', { query: { ...same, age_months, id: [...ids] }, signal })
  const missing = ids.filter(id => !items.some(i => i.id === id))
  if (!missing.length || age_months === undefined) return { items, unfit: [] }
  const rest = await api.get('/api/v1/facilities', { query: { ...same, id: missing }, signal })
  return { items: [...items, ...rest.items], unfit: rest.items.map(i => i.id) }
}

const isAnswer = (raw: unknown): raw is Answer => typeof raw === 'object' && raw !== null && Array.isArray((raw as Answer).items)

/** Shows the facilities of ids for these criteria; ids that disappear cost nothing, new ones are asked for. */
export function useShown(ids: Ref<readonly string[]>, criteria: Ref<Criteria>, about: Ref<string>): Shown {
  const latest = createLatest(stopper)
  const items = shallowRef<ReadonlyMap<string, FacilityItem>>(new Map())
  const gone = shallowRef<ReadonlySet<string>>(new Set())
  const unfit = shallowRef<ReadonlySet<string>>(new Set())
  const busy = ref(false)
  const problem = shallowRef<unknown>()
  const old = ref<Date>()
  let askedAt = 0

  function take(answer: Answer): void {
    items.value = new Map(answer.items.map(i => [i.id, i]))
    unfit.value = new Set(answer.unfit)
  }

  function fromMemory(): void {
    const known = recall<unknown>(slot)
    if (!known || !isAnswer(known.value)) return
    take(known.value)
    old.value = known.at
  }

  async function reload(): Promise<void> {
    const wanted = ids.value.slice(0, 100)
    if (!wanted.length) {
      latest.stop()
      busy.value = false
      problem.value = undefined
      return
    }
    askedAt = now().getTime()
    busy.value = true
    const outcome = await latest.ask(signal => askFor(wanted, criteria.value, signal))
    if ('superseded' in outcome) return
    busy.value = false
    if ('failure' in outcome) {
      problem.value = outcome.failure
      if (!items.value.size) fromMemory()
      else old.value ??= new Date(askedAt)
      return
    }
    problem.value = undefined
    old.value = undefined
    take(outcome.answer)
    gone.value = new Set(wanted.filter(id => !items.value.has(id)))
    remember(slot, outcome.answer)
  }

  watch(about, () => void reload())
  watch(ids, now => {
    if (now.some(id => !items.value.has(id) && !gone.value.has(id))) void reload()
  })
  watch(online, is => {
    if (is && (problem.value !== undefined || old.value)) void reload()
  })
  onScopeDispose(latest.stop)

  return {
    items,
    gone,
    unfit,
    busy,
    problem,
    old,
    reload,
    freshen() {
      if (now().getTime() - askedAt > longEnough) void reload()
    },
  }
}
