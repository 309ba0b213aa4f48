import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import type { Palette } from './palette'

// What is drawn of the ground, from the lowest to the highest. Names are not drawn here: see labels.ts.
const order = { farm: 1, green: 2, water: 4, stream: 5, building: 8, path: 10, casing: 12, street: 20, subway: 34, rail: 36, border: 40 }

/** Pixels at whole zooms; between them the width grows evenly, beyond the last it doubles with each zoom. */
type Widths = readonly (readonly [zoom: number, pixels: number])[]

const widths: Record<string, Widths> = {
  motorway: [[8, 1.2], [11, 2.4], [14, 6], [16, 13], [18, 30]],
  primary: [[9, 1], [11, 1.8], [13, 3.6], [14, 5.4], [16, 12], [18, 27]],
  secondary: [[10, 0.8], [12, 1.8], [14, 4.4], [16, 10], [18, 23]],
  tertiary: [[11, 0.7], [13, 2], [14, 3.4], [16, 8.4], [18, 20]],
  residential: [[12, 0.6], [14, 2], [15, 3.4], [16, 6], [18, 15]],
  service: [[14.5, 0.8], [16, 2.8], [18, 8]],
  pedestrian: [[13, 1], [15, 2.6], [16, 4.4], [18, 11]],
  path: [[14.5, 0.7], [16, 1.3], [18, 2.6]],
  steps: [[15, 1.4], [16, 2.4], [18, 6]],
  river: [[9, 1], [12, 2], [14, 4], [16, 9], [18, 20]],
  stream: [[13, 0.8], [15, 1.6], [17, 3]],
  rail: [[9, 0.8], [13, 1.6], [16, 3], [18, 5]],
} // prettier-ignore

/** The width of a line at a zoom, pixels. */
export function widthAt(stops: Widths, zoom: number): number {
  const [first] = stops
  const last = stops[stops.length - 1]
  if (!first || !last) return 0
  if (zoom <= first[0]) return first[1]
  if (zoom >= last[0]) return last[1] * 2 ** (zoom - last[0])
  const at = stops.findIndex(([z]) => z > zoom)
  const [z1, w1] = stops[at - 1] ?? first
  const [z2, w2] = stops[at] ?? last
  return w1 * (w2 / w1) ** ((zoom - z1) / (z2 - z1))
}

const hierarchy = ['pedestrian', 'service', 'residential', 'tertiary', 'secondary', 'primary', 'motorway'] as const

/** The styles of one kind of ground at a zoom, undefined when it is not drawn there. Kinds are layer/class as in the tiles. */
export function groundStyles(layer: string, kind: string, area: boolean, zoom: number, p: Palette): Style[] | undefined {
  switch (layer) {
    case 'green':
      return [new Style({ fill: new Fill({ color: greenColor(kind, p) }), zIndex: kind === 'farm' ? order.farm : order.green })]
    case 'water':
      return waterStyles(kind, area, zoom, p)
    case 'building':
      return buildingStyles(kind, zoom, p)
    case 'rail':
      return railStyles(kind, area, zoom, p)
    case 'street':
      return area ? squareStyles(p) : streetStyles(kind, zoom, p)
    case 'boundary':
      return borderStyles(kind, zoom, p)
    default:
      return undefined
  }
}

function greenColor(kind: string, p: Palette): string {
  if (kind === 'playground') return p.green.pitch
  return Object.prototype.hasOwnProperty.call(p.green, kind) ? p.green[kind as keyof Palette['green']] : p.green.grass
}

function waterStyles(kind: string, area: boolean, zoom: number, p: Palette): Style[] | undefined {
  if (area) {
    const stroke = zoom >= 13 ? new Stroke({ color: p.shore, width: 1 }) : undefined
    return [new Style({ fill: new Fill({ color: p.water }), stroke, zIndex: order.water })]
  }
  if (kind === 'coastline') return [new Style({ stroke: new Stroke({ color: p.shore, width: 1 }), zIndex: order.stream })]
  const stops = kind === 'stream' ? widths.stream : widths.river
  const width = widthAt(stops ?? [], zoom) * (kind === 'canal' ? 0.6 : 1)
  return [new Style({ stroke: new Stroke({ color: p.water, width, lineCap: 'round', lineJoin: 'round' }), zIndex: order.stream })]
}

function buildingStyles(kind: string, zoom: number, p: Palette): Style[] | undefined {
  if (zoom < 14.6) return undefined
  const color = kind === 'school' ? p.school : kind === 'hospital' ? p.hospital : p.building
  const stroke = zoom >= 15.6 ? new Stroke({ color: p.buildingEdge, width: Math.min(1.2, 0.6 + (zoom - 15.6) * 0.3) }) : undefined
  return [new Style({ fill: new Fill({ color }), stroke, zIndex: order.building })]
}

function railStyles(kind: string, area: boolean, zoom: number, p: Palette): Style[] | undefined {
  if (area || kind === 'platform') return [new Style({ fill: new Fill({ color: p.platform }), zIndex: order.building })]
  const width = widthAt(widths.rail ?? [], zoom)
  if (kind === 'subway') {
    const color = p.subway
    return [
      new Style({
        stroke: new Stroke({ color, width: Math.max(1.6, width * 0.9), lineDash: [7, 5], lineCap: 'butt' }),
        zIndex: order.subway,
      }),
    ]
  }
  if (kind === 'siding' && zoom < 15) return undefined
  const solid = new Style({ stroke: new Stroke({ color: p.rail, width }), zIndex: order.rail })
  if (zoom < 13) return [solid]
  const gap = new Stroke({ color: p.railGap, width: width * 0.62, lineDash: [width * 2.4, width * 2.4], lineCap: 'butt' })
  return [solid, new Style({ stroke: gap, zIndex: order.rail + 1 })]
}

function squareStyles(p: Palette): Style[] {
  const { fill, casing } = p.street.pedestrian
  return [new Style({ fill: new Fill({ color: fill }), stroke: new Stroke({ color: casing, width: 1 }), zIndex: order.path })]
}

function streetStyles(kind: string, zoom: number, p: Palette): Style[] | undefined {
  if (kind === 'footway' || kind === 'cycleway' || kind === 'track' || kind === 'steps') return pathStyles(kind, zoom, p)
  const rank = kind === 'trunk' ? 'motorway' : kind
  const place = hierarchy.indexOf(rank as (typeof hierarchy)[number])
  if (place < 0) return undefined
  const width = widthAt(widths[rank] ?? [], zoom)
  const { fill, casing } = p.street[rank === 'service' ? 'residential' : (rank as keyof Palette['street'])]
  const top = new Style({
    stroke: new Stroke({ color: fill, width, lineCap: 'round', lineJoin: 'round' }),
    zIndex: order.street + place,
  })
  if (width < 1.8) {
    // Too thin for an outline: drawn in the colour of its outline, so that it still tells itself from the ground.
    return [new Style({ stroke: new Stroke({ color: place >= 4 ? fill : casing, width, lineCap: 'round' }), zIndex: order.street + place })]
  }
  const edge = Math.min(1.5, 0.7 + width * 0.05)
  const under = new Style({
    stroke: new Stroke({ color: casing, width: width + 2 * edge, lineCap: 'butt', lineJoin: 'round' }),
    zIndex: order.casing + place,
  })
  return [under, top]
}

function pathStyles(kind: string, zoom: number, p: Palette): Style[] | undefined {
  if (zoom < 15) return undefined
  if (kind === 'steps') {
    const width = widthAt(widths.steps ?? [], zoom)
    return [new Style({ stroke: new Stroke({ color: p.path, width, lineDash: [1.5, 1.8], lineCap: 'butt' }), zIndex: order.path })]
  }
  const width = widthAt(widths.path ?? [], zoom)
  const lineDash = kind === 'track' ? [width * 5, width * 3] : [width * 2.6, width * 2]
  return [new Style({ stroke: new Stroke({ color: p.path, width, lineDash, lineCap: 'butt' }), zIndex: order.path })]
}

function borderStyles(kind: string, zoom: number, p: Palette): Style[] | undefined {
  const level = Number(kind.slice('admin-'.length)) || 11
  if (level > 6 && zoom < 13 + (level - 7)) return undefined
  const width = level <= 4 ? 1.6 : level <= 6 ? 1.2 : 0.8
  return [new Style({ stroke: new Stroke({ color: p.border, width, lineDash: [6, 3, 1.5, 3], lineCap: 'butt' }), zIndex: order.border })]
}
