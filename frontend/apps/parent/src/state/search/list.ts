// The answer a family reads: facilities in order, page by page, with what is known about how old the answer is. While a new
// question is under way the earlier answer stays in sight; an answer from this device's memory is marked with its time.
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Empty, FacilityItem, FacilityList } from '@tuoyuquan/api'
import { toSearch, type Criteria } from '@tuoyuquan/core'
import { createLatest, type Stopper } from './latest'

/** Facilities a page. */
export const pageSize = 20
/** Milliseconds after which a slow network is bridged with the last answer this device remembers. */
export const patience = 900

export interface Paging {
  cursor?: string
  limit: number
  facets: boolean
}
export type AskList = (criteria: Criteria, paging: Paging, signal?: AbortSignal) => Promise<FacilityList>
/** Asks for the named facilities only, as they are for the child of these criteria. */
export type AskSome = (criteria: Criteria, ids: string[], signal?: AbortSignal) => Promise<FacilityItem[]>

export interface Memory {
  remember: (key: string, value: unknown) => void
  recall: (key: string) => { value: unknown; at: Date } | undefined
}

export type Facets = NonNullable<FacilityList['facets']>

export interface List {
  items: ShallowRef<FacilityItem[]>
  /** The criteria the items answer; undefined before the first answer. */
  answered: ShallowRef<Criteria | undefined>
  total: ComputedRef<number>
  facets: ComputedRef<Facets>
  empty: ComputedRef<Empty | undefined>
  /** Everything else of the first page: anchors, as_of, sequence, demo. */
  head: ShallowRef<FacilityList | undefined>
  /** A question is under way. */
  loading: Ref<boolean>
  /** A further page is under way. */
  growing: Ref<boolean>
  /** Why there is no (new) answer; undefined when all is well. */
  problem: ShallowRef<unknown>
  /** Set while the answer comes from this device's memory: when it was given. */
  old: Ref<Date | undefined>
  hasMore: ComputedRef<boolean>
  ask: (criteria: Criteria) => Promise<void>
  /** Appends the next page; answers how many came. */
  more: () => Promise<number>
  /** Asks again for these facilities and puts the new figures in place; the order stays. Answers those that changed. */
  refresh: (ids: string[]) => Promise<FacilityItem[]>
  /** Marks facilities that are no longer public: they leave the list. */
  remove: (id: string) => void
}

const key = (criteria: Criteria) => `list:${toSearch(criteria)}`

const isList = (raw: unknown): raw is FacilityList => typeof raw === 'object' && raw !== null && Array.isArray((raw as FacilityList).items)

/** A list that knows what it answers. */
export function createList(ask: AskList, some: AskSome, memory: Memory, stopper: Stopper): List {
  const latest = createLatest(stopper)
  const items = shallowRef<FacilityItem[]>([])
  const head = shallowRef<FacilityList>()
  const answered = shallowRef<Criteria>()
  const next = ref<string>()
  const loading = ref(false)
  const growing = ref(false)
  const problem = shallowRef<unknown>()
  const old = ref<Date>()

  function take(criteria: Criteria, answer: FacilityList): void {
    items.value = answer.items
    head.value = answer
    next.value = answer.next
    answered.value = criteria
  }

  /** Shows what this device remembers of the same question. */
  function recall(criteria: Criteria): boolean {
    const known = memory.recall(key(criteria))
    if (!known || !isList(known.value)) return false
    take(criteria, { ...known.value, next: undefined })
    old.value = known.at
    return true
  }

  async function askAnew(criteria: Criteria): Promise<void> {
    loading.value = true
    growing.value = false
    problem.value = undefined
    const bridge = setTimeout(() => {
      if (loading.value && !items.value.length) recall(criteria)
    }, patience)
    const outcome = await latest.ask(signal => ask(criteria, { limit: pageSize, facets: true }, signal))
    clearTimeout(bridge)
    if ('superseded' in outcome) return
    loading.value = false
    if ('answer' in outcome) {
      take(criteria, outcome.answer)
      old.value = undefined
      memory.remember(key(criteria), outcome.answer)
      return
    }
    problem.value = outcome.failure
    const same = answered.value && toSearch(answered.value) === toSearch(criteria)
    if (same || recall(criteria)) return
    // What is in sight answers another question: showing it would be a lie.
    items.value = []
    head.value = undefined
    next.value = undefined
    answered.value = criteria
    old.value = undefined
  }

  async function more(): Promise<number> {
    const criteria = answered.value
    const cursor = next.value
    if (!criteria || !cursor || loading.value || growing.value) return 0
    growing.value = true
    problem.value = undefined
    const outcome = await latest.ask(signal => ask(criteria, { cursor, limit: pageSize, facets: false }, signal))
    if ('superseded' in outcome) return 0
    growing.value = false
    if ('failure' in outcome) {
      problem.value = outcome.failure
      return 0
    }
    const known = new Set(items.value.map(i => i.id))
    const fresh = outcome.answer.items.filter(i => !known.has(i.id))
    items.value = [...items.value, ...fresh]
    next.value = outcome.answer.next
    return fresh.length
  }

  async function refresh(ids: string[]): Promise<FacilityItem[]> {
    const criteria = answered.value
    const shown = ids.filter(id => items.value.some(i => i.id === id))
    if (!criteria || !shown.length) return []
    const now = await some(criteria, shown)
    if (answered.value !== criteria) return []
    const changed: FacilityItem[] = []
    items.value = items.value.map(item => {
      const fresh = now.find(n => n.id === item.id)
      if (!fresh) return item
      const after: FacilityItem = { ...item, vacancy: fresh.vacancy, fee: fresh.fee }
      if (after.vacancy.state !== item.vacancy.state || after.vacancy.free !== item.vacancy.free) changed.push(after)
      return after
    })
    return changed
  }

  return {
    items,
    answered,
    head,
    loading,
    growing,
    problem,
    old,
    total: computed(() => head.value?.total ?? 0),
    facets: computed(() => head.value?.facets ?? {}),
    empty: computed(() => (items.value.length ? undefined : head.value?.empty)),
    hasMore: computed(() => Boolean(next.value)),
    ask: askAnew,
    more,
    refresh,
    remove(id) {
      items.value = items.value.filter(i => i.id !== id)
    },
  }
}
