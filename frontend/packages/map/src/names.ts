import type RenderFeature from 'ol/render/Feature.js'
import { along, joined, roomiest, stretches, type Flat } from './lines'

export type NameKind =
  | 'area' | 'station' | 'hospital' | 'school' | 'park' | 'poi' | 'estate' | 'water'
  | 'street1' | 'street2' | 'street3' | 'facility' | 'over' | 'lit' | 'anchor' // prettier-ignore

/** A word that wants a place on the map, in metres of the plane. */
export interface Name {
  text: string
  kind: NameKind
  x: number
  y: number
  /** Of writing along a street or standing in a river: clockwise on the screen, radians. */
  angle: number
  /** Written from top to bottom, character under character. */
  upright: boolean
  /** Metres there are to write on; 0 for a point. */
  room: number
}

const pointKinds = new Map<string, NameKind>(
  (['area', 'station', 'hospital', 'school', 'park', 'poi', 'estate'] as const).map(kind => [kind, kind]),
)

const streetKinds = new Map<string, NameKind>([
  ['motorway', 'street1'],
  ['trunk', 'street1'],
  ['primary', 'street1'],
  ['secondary', 'street2'],
  ['tertiary', 'street2'],
])

const written = /\p{Script=Han}/u

/** The names in one tile; side is the tile's side in metres. */
export function namesIn(features: readonly RenderFeature[], side: number): Name[] {
  const names: Name[] = []
  const streets = new Map<string, { kind: NameKind; lines: Flat[] }>()
  for (const f of features) {
    const text = f.get('name') as string | undefined
    if (!text) continue
    const flat = f.getFlatCoordinates()
    const kind = f.get('class') as string
    switch (f.get('layer') as string) {
      case 'label':
        names.push({ text, kind: pointKinds.get(kind) ?? 'poi', x: flat[0] ?? 0, y: flat[1] ?? 0, angle: 0, upright: false, room: 0 })
        break
      case 'street':
        if (f.getType() !== 'Polygon') addStreet(streets, text, streetKinds.get(kind) ?? 'street3', f)
        break
      case 'water':
        names.push(...waterNames(f, text, side))
        break
    }
  }
  for (const [text, { kind, lines }] of streets) names.push(...streetNames(text, kind, lines, side))
  return names
}

function addStreet(streets: Map<string, { kind: NameKind; lines: Flat[] }>, text: string, kind: NameKind, f: RenderFeature): void {
  const key = `${text}\n${kind}`
  const street = streets.get(key) ?? { kind, lines: [] }
  street.lines.push(...linesOf(f))
  streets.set(key, street)
}

function linesOf(f: RenderFeature): Flat[] {
  const flat = f.getFlatCoordinates()
  const ends = (f.getEnds() as number[] | null) ?? [flat.length]
  return ends.map((end, i) => flat.slice(ends[i - 1] ?? 0, end))
}

/** The best places first: the middle of each straight stretch, then its quarters for when the map is close. */
function streetNames(key: string, kind: NameKind, lines: readonly Flat[], side: number): Name[] {
  const text = key.slice(0, key.indexOf('\n'))
  const pixel = side / 512
  const names: Name[] = []
  for (const line of joined(lines)) {
    for (const stretch of stretches(line, 5 * pixel)) {
      if (stretch.length < 20 * pixel) continue
      const way = writing(text, stretch.angle)
      for (let level = 0; level < 3; level++) {
        const room = stretch.length / 2 ** level
        if (level > 0 && room < 90 * pixel) break
        for (let i = 0; i < 2 ** level; i++) {
          const [x, y] = along(stretch.line, (2 * i + 1) / 2 ** (level + 1))
          names.push({ text, kind, x, y, room, ...way })
        }
      }
    }
  }
  return names.sort((a, b) => b.room - a.room)
}

function waterNames(f: RenderFeature, text: string, side: number): Name[] {
  if (f.getType() === 'Polygon') {
    const at = roomiest(f.getFlatCoordinates(), f.getEnds() as number[])
    if (!at || at.room < (40 * side) / 512) return []
    const upright = at.upright && written.test(text)
    return [{ text, kind: 'water', x: at.x, y: at.y, angle: 0, upright, room: at.room }]
  }
  return streetNames(`${text}\n`, 'water', linesOf(f), side)
}

/**
 * How a name is written along a street. Chinese along a steep street stands character under character, as on every Chinese
 * map, leaning with the street; all else lies along it and never upside down.
 */
export function writing(text: string, angle: number): { angle: number; upright: boolean } {
  let turned = -angle
  while (turned > Math.PI / 2) turned -= Math.PI
  while (turned <= -Math.PI / 2) turned += Math.PI
  if (written.test(text) && Math.abs(turned) > Math.PI / 3.6) {
    return { angle: turned > 0 ? turned - Math.PI / 2 : turned + Math.PI / 2, upright: true }
  }
  return { angle: turned, upright: false }
}

/** Breaks a long name into at most two lines of even length: Chinese anywhere, other scripts between words. */
export function linesOfName(text: string, longest: number): string[] {
  const length = [...text].reduce((sum, c) => sum + (written.test(c) ? 1 : 0.55), 0)
  if (length <= longest) return [text]
  const units = written.test(text) ? [...text] : text.split(/(?<= )/)
  if (units.length < 2) return [text]
  const size = (part: string[]) => part.join('').trim().length
  let best = 1
  for (let i = 2; i < units.length; i++) {
    const gap = Math.abs(size(units.slice(0, i)) - size(units.slice(i)))
    if (gap < Math.abs(size(units.slice(0, best)) - size(units.slice(best)))) best = i
  }
  return [units.slice(0, best).join('').trim(), units.slice(best).join('').trim()]
}
