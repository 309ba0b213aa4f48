// What the map shows in its window: the same filters as the list, in cells with their free places. A little more than the
// window is asked for, so that a small pan asks nothing.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Cluster, ClusterList } from '@tuoyuquan/api'
import { toSearch, type Criteria } from '@tuoyuquan/core'
import { createLatest, type Stopper } from './latest'

export type Box = [number, number, number, number]
export type AskClusters = (criteria: Criteria, window: Box, zoom: number, signal?: AbortSignal) => Promise<ClusterList>

export interface Clusters {
  shown: ShallowRef<Cluster[]>
  busy: Ref<boolean>
  /** The last question failed: what is shown is what was there before it. */
  failed: Ref<boolean>
  /** The window of the map moved (WGS-84, whole zooms). */
  look: (window: Box, zoom: number) => void
  /** The criteria changed; the window stays. */
  ask: (criteria: Criteria) => void
  /** Asks again: places changed somewhere. */
  again: () => void
}

/** Where two boxes overlap; undefined when they do not. */
export function overlap(a: Box, b: Box): Box | undefined {
  const box: Box = [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]
  return box[0] < box[2] && box[1] < box[3] ? box : undefined
}

/** A box with a margin on every side, given as a share of its size. */
export function widened(box: Box, share: number): Box {
  const [x, y] = [(box[2] - box[0]) * share, (box[3] - box[1]) * share]
  return [box[0] - x, Math.max(-85, box[1] - y), box[2] + x, Math.min(85, box[3] + y)]
}

const within = (inner: Box, outer: Box) => inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3]

/** Clusters of a window. pause (milliseconds) keeps a moving map from asking at every step. */
export function createClusters(ask: AskClusters, pause: number, stopper: Stopper): Clusters {
  const latest = createLatest(stopper)
  const shown = shallowRef<Cluster[]>([])
  const busy = ref(false)
  const failed = ref(false)
  let criteria: Criteria | undefined
  let window: { box: Box; zoom: number } | undefined
  let covered: { box: Box; zoom: number; about: string } | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function fetchNow(): Promise<void> {
    if (!criteria || !window) return
    const asked = { box: widened(window.box, 0.15), zoom: window.zoom, about: toSearch(criteria) }
    const about = criteria
    const part = about.bbox ? overlap(asked.box, about.bbox) : asked.box
    if (!part) {
      latest.stop()
      shown.value = []
      covered = asked
      return
    }
    busy.value = true
    const outcome = await latest.ask(signal => ask(about, part, asked.zoom, signal))
    if ('superseded' in outcome) return
    busy.value = false
    failed.value = 'failure' in outcome
    if ('failure' in outcome) return
    shown.value = outcome.answer.clusters
    covered = asked
  }

  function soon(wait: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void fetchNow(), wait)
  }

  return {
    shown,
    busy,
    failed,
    look(box, zoom) {
      window = { box, zoom: Math.max(0, Math.floor(zoom)) }
      const same = covered && criteria && covered.zoom === window.zoom && covered.about === toSearch(criteria)
      if (!same || !covered || !within(box, covered.box)) soon(pause)
    },
    ask(now) {
      criteria = now
      soon(0)
    },
    again() {
      covered = undefined
      soon(0)
    },
  }
}
