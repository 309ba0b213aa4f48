// Open cases like the one being written, to join instead of beginning another.
import { computed, ref, watch } from 'vue'
import type { Similar } from '@tuoyuquan/api'
import { isShared } from '@tuoyuquan/core/complaint'
import { nameless, stopper } from '@/platform/api'
import { coords, toWire } from '@/platform/coords'
import { createLatest } from '@/state/search/latest'
import { theReport } from './provide'

/** Asked without a login: who looks at what is nobody's business. */
export function useSimilar() {
  const { draft } = theReport()
  const latest = createLatest(stopper)
  const similar = ref<Similar[]>([])

  const question = computed(() => {
    const { category = '', facility = '', place } = draft.value ?? {}
    if (!category || !isShared(category)) return undefined
    if (facility) return { category, facility_id: facility }
    if (!place) return undefined
    const [lon, lat] = toWire(place.point)
    return { category, near: `${lon.toFixed(5)},${lat.toFixed(5)}`, coords }
  })
  watch(
    () => JSON.stringify(question.value),
    async () => {
      const query = question.value
      similar.value = []
      if (!query) return latest.stop()
      const outcome = await latest.ask(signal => nameless.get('/api/v1/complaints/similar', { query, signal }))
      if ('answer' in outcome) similar.value = outcome.answer.similar
    },
    { immediate: true },
  )
  return similar
}
