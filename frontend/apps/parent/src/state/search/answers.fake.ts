// What the tests of the search share: facilities, answers, and questions answered when the test says so.
import type { Circle, FacilityItem, FacilityList } from '@tuoyuquan/api'
import { plain, type Criteria } from '@tuoyuquan/core'
import type { Stopper } from './latest'

export const stopper: Stopper = () => new AbortController()

export function facility(id: string, free = 3): FacilityItem {
  return {
    id,
    name: `机构${id}`,
    kind: 'community',
    filing: 'filed',
    inclusive: true,
    open_to_public: true,
    verified: true,
    vacancy: { state: free ? 'free' : 'full', free, confirmed_at: '2026-11-22T00:00:00Z' },
  } as FacilityItem
}

export function answer(ids: string[], rest: Partial<FacilityList> = {}): FacilityList {
  return {
    as_of: '2026-11-22T00:00:00Z',
    coords: 'wgs84',
    items: ids.map(id => facility(id)),
    sequence: 7,
    start: '2026-11-22',
    total: ids.length,
    ...rest,
  }
}

export function circle(minutes: number, estimate?: boolean): Circle {
  return {
    type: 'Feature',
    properties: { as_of: '', coords: 'wgs84', metres: minutes * 60, minutes, off_street_metres: 0, profile: 'walk', speed: 1, estimate },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [minutes, 0],
          [0, minutes],
          [0, 0],
        ],
      ],
    },
  }
}

export const wish = (patch: Partial<Criteria> = {}): Criteria => ({ ...plain, ...patch })

/** Questions that wait for the test: each keeps what it was asked and its two ends. */
export function waiting<A extends unknown[], T>() {
  const asked: { args: A; resolve: (value: T) => void; reject: (reason: unknown) => void }[] = []
  const ask = (...args: A) => new Promise<T>((resolve, reject) => asked.push({ args, resolve, reject }))
  return { asked, ask }
}

/** Lets everything that is ready run. */
export const settle = () => new Promise<void>(done => setTimeout(done))
