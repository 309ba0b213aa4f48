// What a point is called: the name a family would use for where they stand, taken from the places around it.
import type { Place, Suggestion } from '@tuoyuquan/api'
import type { Text } from '@tuoyuquan/core'
import type { Point } from '@/platform/coords'
import { readPoint, type KnownPlace } from './known'

/** A name for a point; close says whether it is the place itself or only near it. */
export interface Naming {
  id: string
  name: string
  close: boolean
  /** Metres to that place, in a straight line. */
  metres: number
  area: string
}

/** How near, in metres, a place must be to be the place itself; streets are named only when nothing else is. */
const itself = 60
/** Beyond this many metres a name would mislead. */
const farthest = 500

/** The best name among places nearest first, or undefined when nothing is near enough. */
export function nameOf(places: readonly Place[]): Naming | undefined {
  const near = places.filter(p => (p.metres ?? Infinity) <= farthest)
  const spot = near.find(p => p.kind !== 'street' && p.kind !== 'area')
  const first = near.find(p => p.kind !== 'area') ?? near[0]
  const best = spot && (spot.metres ?? 0) <= Math.max(itself * 2, (first?.metres ?? 0) + itself) ? spot : first
  if (!best) return
  const metres = Math.round(best.metres ?? 0)
  return { id: best.id, name: best.name, close: metres <= itself, metres, area: best.area_name ?? '' }
}

/** A naming in words: "云庭小区", "云庭小区附近", or "地图上的一点". */
export function namingText(naming: Naming | undefined, t: Text): string {
  if (!naming) return t.place.bare
  return naming.close ? naming.name : t.place.near(naming.name)
}

/** A place to choose: KnownPlace with what the search said about it. */
export interface FoundPlace extends KnownPlace {
  /** street, estate, station ...; '' when not told. */
  kind: string
  /** Half-open ranges of characters (code points) of name that matched. */
  highlights: { start: number; end: number }[]
}

/** A suggestion as a place to choose; undefined when it has no point. The point is handed over as the server wrote it. */
export function placeOfSuggestion(s: Suggestion, fromWire: (p: Point) => Point): FoundPlace | undefined {
  const point = readPoint(s.point)
  if (!point) return
  const kind = s.kind === 'area' ? 'area' : (s.place_kind ?? '')
  return { id: s.id, name: s.name, detail: s.detail ?? '', point: fromWire(point), kind, highlights: s.highlights ?? [] }
}

/** A listed place as a place to choose; undefined when it has no point. */
export function placeOfItem(p: Place, fromWire: (p: Point) => Point): FoundPlace | undefined {
  const point = readPoint(p.point)
  return point && { id: p.id, name: p.name, detail: p.area_name ?? '', point: fromWire(point), kind: p.kind, highlights: [] }
}

/** Whether a WGS-84 point lies outside the town served, with some two kilometres of grace; false while the town is not known. */
export function outsideTown(point: Point, bbox: readonly number[] | undefined): boolean {
  if (bbox?.length !== 4) return false
  const [west, south, east, north] = bbox as [number, number, number, number]
  const grace = 0.02
  return point[0] < west - grace || point[0] > east + grace || point[1] < south - grace || point[1] > north + grace
}
