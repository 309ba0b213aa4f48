import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { api, stopper } from '@/platform/api'
import { coords, fromWire } from '@/platform/coords'
import { createLatest } from '@/state/search/latest'
import { placeOfItem, placeOfSuggestion, type FoundPlace } from './naming'

/** Milliseconds of rest in typing before the server is asked. */
export const pause = 150
const most = 8

export interface PlaceSearch {
  /** Places for the words answered; empty while nothing is typed. */
  found: ShallowRef<FoundPlace[]>
  /** The words that found answers; '' before the first answer. */
  answered: Ref<string>
  busy: Ref<boolean>
  /** Why there is no answer. */
  problem: ShallowRef<unknown>
}

async function ask(words: string, signal: AbortSignal): Promise<FoundPlace[]> {
  const { items } = await api.get('/api/v1/suggest', { query: { words, kind: ['place', 'area'], limit: most, coords }, signal })
  const suggested = (items ?? []).flatMap(s => placeOfSuggestion(s, fromWire) ?? [])
  if (suggested.length) return suggested
  // A whole name with a slip in it completes nothing, yet the full search may know it.
  const listed = await api.get('/api/v1/places', { query: { words, limit: most, coords }, signal })
  return listed.items.flatMap(p => placeOfItem(p, fromWire) ?? [])
}

/** Finds estates, streets and stations as they are typed; only the answer to the latest words is ever shown. */
export function usePlaceSearch(words: Ref<string>): PlaceSearch {
  const latest = createLatest(stopper)
  const found = shallowRef<FoundPlace[]>([])
  const answered = ref('')
  const busy = ref(false)
  const problem = shallowRef<unknown>()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function askNow(typed: string): Promise<void> {
    const outcome = await latest.ask(signal => ask(typed, signal))
    if ('superseded' in outcome) return
    busy.value = false
    problem.value = 'failure' in outcome ? outcome.failure : undefined
    found.value = 'answer' in outcome ? outcome.answer : []
    answered.value = typed
  }

  watch(words, now => {
    clearTimeout(timer)
    latest.stop()
    const typed = now.trim()
    busy.value = typed !== ''
    if (typed) {
      timer = setTimeout(() => void askNow(typed), pause)
      return
    }
    found.value = []
    answered.value = ''
    problem.value = undefined
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    latest.stop()
  })

  return { found, answered, busy, problem }
}
