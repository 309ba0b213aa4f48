// The ground that can be walked to, for the eye. Answers are kept by place, minutes and way of walking, so that a slider
// moved back shows at once what it showed before; while it moves, only where it stopped for a moment is asked.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Circle } from '@tuoyuquan/api'
import type { Anchor, Criteria } from '@tuoyuquan/core'
import { createLatest, type Stopper } from './latest'

export type AskCircle = (
  point: Anchor['point'],
  minutes: number,
  profile: Criteria['profile'],
  vertices: number,
  signal?: AbortSignal,
) => Promise<Circle>

/** Circles kept; the oldest used is let go. */
const kept = 60

export interface Circles {
  /** What to draw; several places are drawn as one shape. */
  shown: ShallowRef<Circle | undefined>
  busy: Ref<boolean>
  /** Shows these minutes: at once when known, else after the pause (milliseconds) unless something else is wanted by then. */
  want: (near: Anchor[], minutes: number, profile: Criteria['profile'], pause: number) => void
  /** Fetches into memory what the slider is likely to ask next. */
  foresee: (near: Anchor[], minutes: number[], profile: Criteria['profile']) => Promise<void>
}

const keyOf = (point: Anchor['point'], minutes: number, profile: string) =>
  `${point[0].toFixed(5)},${point[1].toFixed(5)},${minutes},${profile}`

const polygonsOf = (circle: Circle): unknown[] => {
  const { type, coordinates } = circle.geometry
  return type === 'MultiPolygon' ? (coordinates as unknown[]) : [coordinates]
}

/** Several circles as one feature; what is said of it is what is said of the first, an estimate when any is one. */
export function joined(circles: Circle[]): Circle | undefined {
  const [first, ...rest] = circles
  if (!first || !rest.length) return first
  return {
    type: 'Feature',
    properties: { ...first.properties, estimate: circles.some(c => c.properties.estimate) },
    geometry: { type: 'MultiPolygon', coordinates: circles.flatMap(polygonsOf) },
  }
}

/** Circles of at most so many vertices altogether. */
export function createCircles(ask: AskCircle, vertices: number, stopper: Stopper): Circles {
  const latest = createLatest(stopper)
  const shown = shallowRef<Circle>()
  const busy = ref(false)
  const known = new Map<string, Circle>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function keep(key: string, circle: Circle): Circle {
    known.delete(key)
    known.set(key, circle)
    const oldest = known.keys().next().value
    if (known.size > kept && oldest !== undefined) known.delete(oldest)
    return circle
  }

  async function one(near: Anchor, minutes: number, profile: Criteria['profile'], share: number, signal?: AbortSignal): Promise<Circle> {
    const key = keyOf(near.point, minutes, profile)
    return keep(key, known.get(key) ?? (await ask(near.point, minutes, profile, share, signal)))
  }

  async function fetchAndShow(near: Anchor[], minutes: number, profile: Criteria['profile']): Promise<void> {
    busy.value = true
    const share = Math.floor(vertices / near.length)
    const outcome = await latest.ask(signal => Promise.all(near.map(a => one(a, minutes, profile, share, signal))))
    if ('superseded' in outcome) return
    busy.value = false
    shown.value = 'answer' in outcome ? joined(outcome.answer) : undefined
  }

  return {
    shown,
    busy,
    want(near, minutes, profile, pause) {
      clearTimeout(timer)
      if (!near.length) {
        latest.stop()
        busy.value = false
        shown.value = undefined
        return
      }
      const ready = near.map(a => known.get(keyOf(a.point, minutes, profile)))
      if (ready.every((c): c is Circle => c !== undefined)) {
        latest.stop()
        busy.value = false
        shown.value = joined(ready)
        return
      }
      // Busy from now on: what is shown belongs to another question.
      busy.value = true
      timer = setTimeout(() => void fetchAndShow(near, minutes, profile), pause)
    },
    async foresee(near, minutes, profile) {
      const share = Math.floor(vertices / Math.max(1, near.length))
      for (const m of minutes.filter(m => m >= 5 && m <= 60)) {
        try {
          for (const a of near) await one(a, m, profile, share)
        } catch {
          return // only a courtesy: the slider will ask itself
        }
      }
    },
  }
}
