// Finds a facility, or a place when the facility is in no list, by what is typed; only the answer to the latest words is shown.
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { Suggestion } from '@tuoyuquan/api'
import { readPoint } from '@/place/known'
import { api, stopper } from '@/platform/api'
import { coords, fromWire, type Point } from '@/platform/coords'
import { createLatest } from '@/state/search/latest'

const pause = 150
const most = 8

/** Something that was found: a facility by its id, anything else by its point (WGS-84). */
export interface Spot {
  id: string
  facility: boolean
  name: string
  detail: string
  kind: string
  point?: Point | undefined
  highlights: { start: number; end: number }[]
}

function spotOf(one: Suggestion): Spot | undefined {
  const point = readPoint(one.point)
  const facility = one.kind === 'facility'
  if (!facility && !point) return undefined
  return {
    id: one.id,
    facility,
    name: one.name,
    detail: one.detail ?? '',
    kind: one.kind === 'area' ? 'area' : (one.place_kind ?? ''),
    point: point && fromWire(point),
    highlights: one.highlights ?? [],
  }
}

/** What is found for the words; problem says why nothing came. */
export function useWhere(words: Ref<string>) {
  const latest = createLatest(stopper)
  const found = shallowRef<Spot[]>([])
  const answered = ref('')
  const busy = ref(false)
  const problem = shallowRef<unknown>()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(typed: string): Promise<void> {
    const query = { words: typed, kind: ['facility' as const, 'place' as const, 'area' as const], limit: most, coords }
    const outcome = await latest.ask(signal => api.get('/api/v1/suggest', { query, signal }))
    if ('superseded' in outcome) return
    busy.value = false
    problem.value = 'failure' in outcome ? outcome.failure : undefined
    found.value = 'answer' in outcome ? outcome.answer.items.flatMap(one => spotOf(one) ?? []) : []
    answered.value = typed
  }

  watch(words, now => {
    clearTimeout(timer)
    latest.stop()
    const typed = now.trim()
    busy.value = typed !== ''
    if (typed) timer = setTimeout(() => void ask(typed), pause)
    else [found.value, answered.value, problem.value] = [[], '', undefined]
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    latest.stop()
  })
  return { found, answered, busy, problem }
}
