import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { api, stopper } from '@/platform/api'
import { coords, toWire, type Point } from '@/platform/coords'
import { createLatest } from '@/state/search/latest'
import { nameOf, type Naming } from './naming'

/** What this WGS-84 point is called, or undefined when nothing near has a name. */
export async function nameAt(point: Point, signal?: AbortSignal): Promise<Naming | undefined> {
  const [lon, lat] = toWire(point)
  const near = `${lon.toFixed(6)},${lat.toFixed(6)}`
  const { items } = await api.get('/api/v1/places', { query: { near, limit: 8, coords }, signal })
  return nameOf(items)
}

export interface PointNaming {
  /** The name of the point last asked about; undefined while unknown. */
  naming: ShallowRef<Naming | undefined>
  busy: Ref<boolean>
  /** Asks for the name of a point once it has rested for a moment. */
  look: (point: Point) => void
  /** Takes a name known already, without asking. */
  take: (naming: Naming) => void
}

/** Names a point that moves; only the last one counts. */
export function useNaming(pause = 250): PointNaming {
  const latest = createLatest(stopper)
  const naming = shallowRef<Naming>()
  const busy = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function askNow(point: Point): Promise<void> {
    const outcome = await latest.ask(signal => nameAt(point, signal))
    if ('superseded' in outcome) return
    busy.value = false
    // Without an answer the point can still be chosen, only without a name.
    naming.value = 'answer' in outcome ? outcome.answer : undefined
  }

  function stop(): void {
    clearTimeout(timer)
    latest.stop()
  }

  onScopeDispose(stop)
  return {
    naming,
    busy,
    look(point) {
      stop()
      busy.value = true
      timer = setTimeout(() => void askNow(point), pause)
    },
    take(known) {
      stop()
      busy.value = false
      naming.value = known
    },
  }
}
