import { icon, type IconKind } from './icons'
import { linesOfName, type Name, type NameKind } from './names'
import type { Palette } from './palette'
import { Room, type Rect } from './room'
import { font, spot, Sprites, stamp, surface, textWidth, type Screen, type Sprite } from './screen'
import type { Look } from './types'

/** How a kind of name is written. Lower rank chooses its place first. */
interface Hand {
  rank: number
  size: number
  weight: number
  ink: keyof Palette['ink']
  /** Zoom from which it is written. */
  from: number
  /** Pixels between two writings of the same name. */
  apart: number
  spread?: number
  icon?: IconKind
  /** Characters before the line breaks. */
  longest?: number
}

const hands: Record<NameKind, Hand> = {
  lit: { rank: 0, size: 14, weight: 700, ink: 'facility', from: 0, apart: 0, longest: 9 },
  anchor: { rank: 1, size: 13, weight: 700, ink: 'area', from: 0, apart: 0, longest: 9 },
  area: { rank: 2, size: 15, weight: 600, ink: 'area', from: 9, apart: 400, spread: 2 },
  station: { rank: 3, size: 12.5, weight: 600, ink: 'station', from: 12.5, apart: 200, icon: 'station' },
  street1: { rank: 4, size: 12, weight: 500, ink: 'street', from: 12, apart: 300 },
  water: { rank: 5, size: 13, weight: 500, ink: 'water', from: 11, apart: 480, spread: 2 },
  facility: { rank: 6, size: 12, weight: 600, ink: 'facility', from: 15.3, apart: 0, longest: 8 },
  over: { rank: 6, size: 12, weight: 600, ink: 'facility', from: 15.3, apart: 0, longest: 8 },
  hospital: { rank: 7, size: 12, weight: 500, ink: 'hospital', from: 14.5, apart: 200, icon: 'hospital', longest: 8 },
  park: { rank: 8, size: 12, weight: 500, ink: 'green', from: 13.2, apart: 300, icon: 'park', longest: 8 },
  street2: { rank: 9, size: 12, weight: 500, ink: 'street', from: 13.2, apart: 300 },
  school: { rank: 10, size: 11.5, weight: 500, ink: 'school', from: 15.6, apart: 150, icon: 'school', longest: 8 },
  estate: { rank: 11, size: 11.5, weight: 500, ink: 'estate', from: 15, apart: 150, longest: 6 },
  street3: { rank: 12, size: 11.5, weight: 400, ink: 'street', from: 14.6, apart: 260 },
  poi: { rank: 13, size: 11.5, weight: 400, ink: 'poi', from: 15.2, apart: 150, icon: 'poi', longest: 8 },
}

/** A name in its place; dx, dy from the point, CSS pixels. */
interface Placed {
  name: Name
  sprite: Sprite
  icon?: Sprite
  dx: number
  dy: number
}

const margin = 220

/**
 * Places names so that none covers another or a badge, the important ones first, the same name not twice in sight, and
 * keeps them: a pan moves what is written and writes only on new ground.
 */
export class Labels {
  private placed: Placed[] = []
  private before = new Set<string>()
  private laid?: { left: number; right: number; top: number; bottom: number; resolution: number }
  private readonly sprites = new Sprites(1200)
  private stale = true

  constructor(
    private look: Look,
    private palette: Palette,
  ) {}

  restyle(look: Look, palette: Palette): void {
    this.look = look
    this.palette = palette
    this.sprites.clear()
    this.stale = true
  }

  /** The names or what they must not cover have changed. */
  expire(): void {
    this.stale = true
  }

  /** Draws the names; gather and obstacles are asked only when the layout must be made anew. */
  paint(s: Screen, gather: (box: Rect) => Iterable<Name>, obstacles: () => Iterable<Rect>): void {
    if (this.mustLay(s)) this.lay(s, gather, obstacles())
    for (const p of this.placed) {
      if (p.icon) stamp(s, p.icon, p.name.x, p.name.y)
      const [x, y] = spot(s, p.name.x, p.name.y)
      const dx = Math.round(p.dx * s.ratio)
      const dy = Math.round(p.dy * s.ratio)
      s.context.drawImage(p.sprite.canvas, x + dx - p.sprite.cx, y + dy - p.sprite.cy)
    }
  }

  private mustLay(s: Screen): boolean {
    const at = this.laid
    if (!at) return true
    const zoomed = Math.abs(Math.log2(s.resolution / at.resolution))
    if (s.moving ? zoomed > 0.25 : zoomed > 0.001) return true
    if (this.stale) return true
    const right = s.left + s.width * s.resolution
    const bottom = s.top - s.height * s.resolution
    return s.left < at.left || right > at.right || s.top > at.top || bottom < at.bottom
  }

  private lay(s: Screen, gather: (box: Rect) => Iterable<Name>, obstacles: Iterable<Rect>): void {
    const reach = margin * s.resolution
    const at = {
      left: s.left - reach,
      right: s.left + s.width * s.resolution + reach,
      top: s.top + reach,
      bottom: s.top - s.height * s.resolution - reach,
      resolution: s.resolution,
    }
    this.laid = at
    this.stale = false
    const room = new Room()
    for (const rect of obstacles) room.take(rect, undefined)
    const seen = new Map<string, [number, number][]>()
    const wanted: Name[] = []
    for (const name of gather({ x1: at.left, y1: at.bottom, x2: at.right, y2: at.top })) {
      if (s.zoom >= hands[name.kind].from && name.x > at.left && name.x < at.right && name.y > at.bottom && name.y < at.top)
        wanted.push(name)
    }
    const old = this.before
    const sticky = (n: Name) => (old.has(keyOf(n)) ? 0 : 1)
    wanted.sort((a, b) => hands[a.kind].rank - hands[b.kind].rank || sticky(a) - sticky(b) || b.room - a.room)
    this.placed = []
    this.before = new Set()
    for (const name of wanted) {
      const placed = this.place(name, s, room, seen)
      if (!placed) continue
      this.placed.push(placed)
      this.before.add(keyOf(name))
    }
    this.placed.reverse()
  }

  private place(name: Name, s: Screen, room: Room, seen: Map<string, [number, number][]>): Placed | undefined {
    const hand = hands[name.kind]
    const x = name.x / s.resolution
    const y = -name.y / s.resolution
    const others = seen.get(name.text)
    if (hand.apart && others?.some(([ox, oy]) => Math.hypot(ox - x, oy - y) < hand.apart)) return undefined
    const size = hand.size * this.look.scale
    const face = `${hand.weight} ${size}px ${font}`
    const lines = name.room > 0 ? [name.text] : linesOfName(name.text, hand.longest ?? 99)
    const spread = (hand.spread ?? 0) * this.look.scale
    const length = Math.max(...lines.map(line => textWidth(line, face) + spread * [...line].length))
    if (name.room > 0 && name.room / s.resolution < (name.upright ? [...name.text].length * size * 1.1 : length) * 0.92) return undefined
    const tall = lines.length * size * 1.25
    for (const [dx, dy] of placesAround(name.kind, hand.icon !== undefined, length, tall, this.look.scale)) {
      const boxes = boxesOf(name, x + dx, y + dy, length, tall, size)
      if (hand.icon && !dodges(room, square(x, y, 9 * this.look.scale))) return undefined
      if (boxes.some(box => room.taken(box))) continue
      for (const box of boxes) room.take(box, undefined)
      if (hand.icon) room.take(square(x, y, 9 * this.look.scale), undefined)
      if (others) others.push([x, y])
      else seen.set(name.text, [[x, y]])
      return {
        name,
        dx,
        dy,
        sprite: this.write(name, lines, face, size, spread, s.ratio),
        icon:
          hand.icon &&
          this.sprites.get(`i${hand.icon}${s.ratio}`, () => icon(hand.icon as IconKind, this.palette, s.ratio, this.look.scale)),
      }
    }
    return undefined
  }

  private write(name: Name, lines: readonly string[], face: string, size: number, spread: number, ratio: number): Sprite {
    const angle = Math.round(name.angle * 100) / 100
    const key = `${name.kind}|${angle}|${name.upright}|${ratio}|${lines.join('\n')}`
    return this.sprites.get(key, () => {
      const color = this.palette.ink[hands[name.kind].ink]
      return drawWords(name.upright ? [...name.text] : lines, {
        face,
        size,
        spread,
        angle,
        color,
        halo: this.palette.halo,
        ratio,
        upright: name.upright,
      })
    })
  }
}

function keyOf(n: Name): string {
  return `${n.text}|${n.kind}|${Math.round(n.x)}|${Math.round(n.y)}`
}

function dodges(room: Room, rect: Rect): boolean {
  return !room.taken(rect)
}

function square(x: number, y: number, half: number): Rect {
  return { x1: x - half, y1: y - half, x2: x + half, y2: y + half }
}

/** Where a word may stand around its point, best first: beside, under or over an icon; under or over a badge; else on the point. */
function placesAround(kind: NameKind, beside: boolean, length: number, tall: number, scale: number): [number, number][] {
  if (kind === 'facility' || kind === 'lit') return [[0, tall / 2 + 5 * scale]]
  if (kind === 'over') return [[0, -tall / 2 - 5 * scale]]
  if (kind === 'anchor') return [[0, tall / 2 + 16 * scale], [0, -tall / 2 - 16 * scale]] // prettier-ignore
  if (!beside) return [[0, 0]]
  const side = length / 2 + 11 * scale
  const over = tall / 2 + 9 * scale
  return [[side, 0], [0, over], [-side, 0], [0, -over]] // prettier-ignore
}

/** The ground that a word covers: one box, or a chain of boxes along a slope. */
function boxesOf(name: Name, x: number, y: number, length: number, tall: number, size: number): Rect[] {
  const gap = 2
  if (name.upright) {
    const high = [...name.text].length * size * 1.1
    return chain(x, y, high, size * 1.15, name.angle + Math.PI / 2, gap)
  }
  if (Math.abs(name.angle) < 0.06)
    return [{ x1: x - length / 2 - gap, y1: y - tall / 2 - gap, x2: x + length / 2 + gap, y2: y + tall / 2 + gap }]
  return chain(x, y, length, size * 1.2, name.angle, gap)
}

function chain(x: number, y: number, length: number, thick: number, angle: number, gap: number): Rect[] {
  const links = Math.max(1, Math.ceil(length / thick))
  const boxes: Rect[] = []
  for (let i = 0; i < links; i++) {
    const off = ((i + 0.5) / links - 0.5) * length
    boxes.push(square(x + Math.cos(angle) * off, y + Math.sin(angle) * off, thick / 2 + gap))
  }
  return boxes
}

interface Writing {
  face: string
  size: number
  spread: number
  angle: number
  color: string
  halo: string
  ratio: number
  upright: boolean
}

function drawWords(lines: readonly string[], w: Writing): Sprite {
  const pad = 4
  const step = w.upright ? w.size * 1.1 : w.size * 1.25
  const long = Math.max(...lines.map(line => textWidth(line, w.face) + w.spread * [...line].length))
  const tall = lines.length * step
  const cos = Math.abs(Math.cos(w.angle))
  const sin = Math.abs(Math.sin(w.angle))
  const width = long * cos + tall * sin + 2 * pad
  const height = long * sin + tall * cos + 2 * pad
  const { canvas, pen } = surface(width, height, w.ratio)
  pen.translate(canvas.width / w.ratio / 2, canvas.height / w.ratio / 2)
  pen.rotate(w.angle)
  pen.font = w.face
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.lineJoin = 'round'
  pen.lineWidth = 3
  pen.strokeStyle = w.halo
  pen.fillStyle = w.color
  if (w.spread && 'letterSpacing' in pen) pen.letterSpacing = `${w.spread}px`
  const top = -tall / 2 + step / 2
  lines.forEach((line, i) => pen.strokeText(line, 0, top + i * step))
  lines.forEach((line, i) => pen.fillText(line, 0, top + i * step))
  return { canvas, cx: Math.round(canvas.width / 2), cy: Math.round(canvas.height / 2) }
}
