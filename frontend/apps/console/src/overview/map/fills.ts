// What the map is coloured with: streets by the share of children within the walk, cells by their minutes.
import type { Area, NeedMap, WhatIf } from '@tuoyuquan/api'
import type { Fill, Point } from '@tuoyuquan/map'
import { tokenColour } from '../../ui/theme'

/** Rings of the border of an area; none when it is not known. */
export function ringsOf(area: Area | undefined): Point[][] {
  return (area?.border?.coordinates ?? []).flat() as Point[][]
}

/** The rectangle around rings, west, south, east, north. */
export function boxOf(rings: readonly (readonly Point[])[]): [number, number, number, number] | undefined {
  const points = rings.flat()
  if (!points.length) return undefined
  const lons = points.map(one => one[0])
  const lats = points.map(one => one[1])
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}

/** The lowest and the highest share of a street within the walk. */
export function sharesOf(need: NeedMap): [low: number, high: number] {
  const shares = need.streets.map(one => one.rings.find(ring => ring.minutes === need.minutes)?.share).filter(one => one !== undefined)
  return shares.length ? [Math.min(...shares), Math.max(...shares)] : [0, 100]
}

/** Streets, the darker the more of their children are within the walk. */
export function streetFills(need: NeedMap, areas: ReadonlyMap<string, Area>, chosen: string): Fill[] {
  const colour = tokenColour('--series-1')
  const [low, high] = sharesOf(need)
  return need.streets.map(street => {
    const share = street.rings.find(one => one.minutes === need.minutes)?.share
    return {
      rings: ringsOf(areas.get(street.area.code)),
      colour: share === undefined ? tokenColour('--quiet') : colour,
      alpha: share === undefined ? 0.2 : 0.1 + (0.6 * (share - low)) / Math.max(high - low, 0.1),
      hatched: share !== undefined && share < 50,
      edge: tokenColour(street.area.code === chosen ? '--focus' : '--text'),
      width: street.area.code === chosen ? 4 : 1,
    }
  })
}

export type CellClass = 'near' | 'middle' | 'far' | 'beyond' | 'off'
export const cellClasses: CellClass[] = ['near', 'middle', 'far', 'beyond', 'off']

/** How a class of cells looks, on the map and in the legend. */
export function cellLook(kind: CellClass): { colour: string; alpha: number; hatched?: boolean } {
  switch (kind) {
    case 'near':
      return { colour: tokenColour('--series-1'), alpha: 0.75 }
    case 'middle':
      return { colour: tokenColour('--series-1'), alpha: 0.42 }
    case 'far':
      return { colour: tokenColour('--series-1'), alpha: 0.16 }
    case 'beyond':
      return { colour: tokenColour('--series-6'), alpha: 0.45, hatched: true }
    case 'off':
      return { colour: tokenColour('--quiet'), alpha: 0.4 }
  }
}

export function classOf(minutes: number, rings: readonly number[]): CellClass {
  if (minutes === -2) return 'off'
  if (minutes < 0) return 'beyond'
  if (minutes <= (rings[0] ?? 5)) return 'near'
  return minutes <= (rings[1] ?? 10) ? 'middle' : 'far'
}

/** Squares of the size of a cell around points. */
function squares(points: readonly Point[], metres: number): Point[][] {
  const half = metres / 2 / 111_195
  return points.map(([lon, lat]) => {
    const wide = half / Math.cos((lat * Math.PI) / 180)
    return [
      [lon - wide, lat - half],
      [lon + wide, lat - half],
      [lon + wide, lat + half],
      [lon - wide, lat + half],
    ]
  })
}

/** Cells by their minutes, over the outline of their area. With a new site, as they would be. */
export function cellFills(need: NeedMap, what: WhatIf | undefined, outline: Point[][]): Fill[] {
  const rings = need.rings.map(one => one.minutes)
  const nearer = new Map((what?.reached ?? []).map(one => [one.at.join(), one.minutes]))
  const by = new Map<CellClass, Point[]>()
  for (const cell of need.cells) {
    const kind = classOf(nearer.get(cell.at.join()) ?? cell.minutes, rings)
    const list = by.get(kind)
    if (list) list.push(cell.at as Point)
    else by.set(kind, [cell.at as Point])
  }
  const fills: Fill[] = cellClasses.map(kind => ({ ...cellLook(kind), rings: squares(by.get(kind) ?? [], need.cell_metres) }))
  fills.push({ rings: outline, colour: tokenColour('--text'), alpha: 0, edge: tokenColour('--text'), width: 1.5 })
  if (what) fills.push(...reachedFill(need, what))
  return fills
}

/** The cells that a new site brings nearer, edged. */
export function reachedFill(need: NeedMap, what: WhatIf): Fill[] {
  const points = what.reached.map(one => one.at as Point)
  return [{ rings: squares(points, need.cell_metres), colour: tokenColour('--focus'), alpha: 0.12, edge: tokenColour('--focus'), width: 1 }]
}
