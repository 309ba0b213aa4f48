import type { Cluster } from '@tuoyuquan/api'
import { badgeOf, united, type Badge } from './badge'
import type { Plane } from './datum'
import type { Palette } from './palette'
import { Room, type Rect } from './room'
import { font, rounded, spot, Sprites, surface, textWidth, type Screen, type Sprite } from './screen'
import type { Look, Point, Scene, Words } from './types'

/** A badge in its place. */
export interface Sign {
  cluster: Cluster
  badge: Badge
  /** Metres of the plane. */
  x: number
  y: number
  /** How far it stepped aside for a place of the family, CSS pixels. */
  dx: number
  dy: number
  /** It hangs under its point instead of standing over it. */
  hung: boolean
  /** Its body leans to the left (-1) or to the right (1) of its point. */
  lean: -1 | 0 | 1
  lit: boolean
  /** It stands too near the lit one to be written out. */
  dot: boolean
}

const tail = 7
const singleHeight = 26
const clusterHeight = 40
const breath = 2

/** The pixels a sign covers around its point, CSS pixels. */
export function footprint(sign: Pick<Sign, 'badge' | 'lit' | 'dot' | 'hung' | 'lean'>, scale: number): Rect {
  const k = scale * growth(sign)
  if (sign.dot) return { x1: -7 * k, y1: -7 * k, x2: 7 * k, y2: 7 * k }
  const half = badgeWidth(sign.badge) / 2
  if (sign.badge.count !== undefined)
    return { x1: -half * k, y1: (-clusterHeight / 2) * k, x2: (half + 3) * k, y2: (clusterHeight / 2) * k }
  const high = (singleHeight + tail) * k
  const middle = leaning(sign)
  return { x1: (middle - half) * k, y1: sign.hung ? 0 : -high, x2: (middle + half) * k, y2: sign.hung ? high : 0 }
}

/** How far the middle of a badge is off its point, CSS pixels. */
function leaning({ badge, lean }: Pick<Sign, 'badge' | 'lean'>): number {
  return lean * Math.max(0, badgeWidth(badge) / 2 - 10)
}

/** A lit facility is larger; a lit cluster keeps its size, so that it covers no neighbour. */
function growth({ lit, badge }: Pick<Sign, 'lit' | 'badge'>): number {
  return lit && badge.count === undefined ? 1.18 : 1
}

const bold = (size: number) => `700 ${size}px ${font}`
const medium = (size: number) => `500 ${size}px ${font}`

function badgeWidth(b: Badge): number {
  if (b.count !== undefined) return Math.max(44, textWidth(b.text, bold(14.5)) + 18, textWidth(b.count, medium(11)) + 18)
  return b.text === '' ? 30 : Math.max(30, textWidth(b.text, bold(13)) + 18)
}

/**
 * Signs that never overlap: what would touch is shown as one, its free places added up. The lit facility stays itself; what
 * stands in its way shrinks to a dot.
 */
export function layOut(
  clusters: readonly Cluster[],
  plane: Plane,
  resolution: number,
  words: Words,
  scale: number,
  selected: string | undefined,
  places: readonly Point[] = [],
): Sign[] {
  const room = new Room<Sign>(64)
  const held = new Room(64)
  for (const place of places) {
    const [x, y] = plane.at(place)
    const half = 14 * scale
    held.take({ x1: x / resolution - half, y1: -y / resolution - half, x2: x / resolution + half, y2: -y / resolution + half }, undefined)
  }
  const signs = new Set<Sign>()
  const put = (sign: Sign, rect: Rect) => {
    room.take(rect, sign)
    signs.add(sign)
  }
  const sorted = clusters
    .map(cluster => signOf(cluster, plane, words, selected))
    .sort((a, b) => Number(b.lit) - Number(a.lit) || b.cluster.count - a.cluster.count || a.x - b.x || a.y - b.y)
  for (const one of sorted) {
    let sign = one
    for (;;) {
      sign = aside(sign, held, resolution, scale)
      const rect = placed(sign, resolution, scale)
      const other = room.taken(rect)?.of
      if (!other) {
        put(sign, rect)
        break
      }
      if (other.lit || other.dot) {
        sign = { ...sign, dot: true }
        put(sign, placed(sign, resolution, scale))
        break
      }
      room.drop(placed(other, resolution, scale), other)
      signs.delete(other)
      sign = merged(other, sign, words)
    }
  }
  return [...signs].sort((a, b) => Number(a.lit) - Number(b.lit) || b.y - a.y)
}

const leans = [[true, 0], [false, 1], [false, -1], [true, 1], [true, -1]] as const // prettier-ignore

/** Steps aside where a place of the family stands: one facility hangs under its point or leans away, a cluster moves off it. */
function aside(sign: Sign, held: Room, resolution: number, scale: number): Sign {
  if (!held.taken(placed(sign, resolution, scale))) return sign
  const step = 36 * scale
  const ways: Sign[] =
    sign.badge.count === undefined
      ? leans.map(([hung, lean]) => ({ ...sign, hung, lean }))
      : [[0, -step], [0, step], [step * 1.2, 0], [-step * 1.2, 0]].map(([dx = 0, dy = 0]) => ({ ...sign, dx, dy })) // prettier-ignore
  return ways.find(way => !held.taken(placed(way, resolution, scale))) ?? sign
}

function signOf(cluster: Cluster, plane: Plane, words: Words, selected: string | undefined): Sign {
  const [x, y] = plane.at(cluster.point as Point)
  const lit = selected !== undefined && cluster.facility_id === selected
  return { cluster, badge: badgeOf(cluster, words), x, y, dx: 0, dy: 0, hung: false, lean: 0, lit, dot: false }
}

function merged(a: Sign, b: Sign, words: Words): Sign {
  const cluster = united([a.cluster, b.cluster])
  const share = a.cluster.count / cluster.count
  const x = a.x * share + b.x * (1 - share)
  const y = a.y * share + b.y * (1 - share)
  return { cluster, badge: badgeOf(cluster, words), x, y, dx: 0, dy: 0, hung: false, lean: 0, lit: false, dot: false }
}

function placed(sign: Sign, resolution: number, scale: number): Rect {
  const f = footprint(sign, scale)
  const x = sign.x / resolution + sign.dx
  const y = -sign.y / resolution + sign.dy
  return { x1: x + f.x1 - breath, y1: y + f.y1 - breath, x2: x + f.x2 + breath, y2: y + f.y2 + breath }
}

/** Lights the cluster that holds a point, the one whose middle is nearest, unless its facility stands alone and is lit itself. */
export function lightCluster(signs: Sign[], [lon, lat]: Point): void {
  if (signs.some(sign => sign.lit)) return
  const rim = 1e-6
  let best: { sign: Sign; off: number } | undefined
  for (const sign of signs) {
    const [w = 0, s = 0, e = 0, n = 0] = sign.cluster.bbox ?? []
    if (sign.cluster.count === 1 || lon < w - rim || lon > e + rim || lat < s - rim || lat > n + rim) continue
    const [x = 0, y = 0] = sign.cluster.point ?? []
    const off = Math.hypot(x - lon, y - lat)
    if (!best || off < best.off) best = { sign, off }
  }
  if (best) best.sign.lit = true
}

/** The badges of the scene: laid out once for a zoom, stamped at each frame. */
export class Badges {
  private signs: Sign[] = []
  private laidAt = 0
  private stale = true
  private readonly sprites = new Sprites(600)
  private clusters: readonly Cluster[] = []
  private selected?: string
  private selectedAt?: Point
  private places: readonly Point[] = []

  constructor(
    private readonly plane: Plane,
    private look: Look,
    private palette: Palette,
    private words: Words,
  ) {}

  restyle(look: Look, palette: Palette, words: Words): void {
    this.look = look
    this.palette = palette
    this.words = words
    this.sprites.clear()
    this.stale = true
  }

  /** places are those of the family: no badge covers them. */
  show({ clusters, selected, selectedAt }: Scene, places: readonly Point[]): void {
    this.clusters = clusters
    this.selected = selected
    this.selectedAt = selectedAt
    this.places = places
    this.stale = true
  }

  /** Lays out again if it must; true when the signs are new. */
  settle(s: Screen): boolean {
    const zoomed = this.laidAt ? Math.abs(Math.log2(s.resolution / this.laidAt)) : Infinity
    if (!this.stale && (s.moving ? zoomed < 0.3 : zoomed < 0.001)) return false
    this.signs = layOut(this.clusters, this.plane, s.resolution, this.words, this.look.scale, this.selected, this.places)
    if (this.selected && this.selectedAt) lightCluster(this.signs, this.selectedAt)
    this.laidAt = s.resolution
    this.stale = false
    return true
  }

  /** What stands on the map now, lowest first. */
  get standing(): readonly Sign[] {
    return this.signs
  }

  /** The ground the signs cover at the resolution of their layout. */
  *covered(resolution: number): Generator<Rect> {
    for (const sign of this.signs) yield placed(sign, resolution, this.look.scale)
  }

  paint(s: Screen): void {
    const reach = 80 * this.look.scale * s.ratio
    const width = s.width * s.ratio + reach
    const height = s.height * s.ratio + reach
    for (const sign of this.signs) {
      const [px, py] = spot(s, sign.x, sign.y)
      const x = px + Math.round(sign.dx * s.ratio)
      const y = py + Math.round(sign.dy * s.ratio)
      if (x < -reach || y < -reach || x > width || y > height) continue
      const sprite = this.sprite(sign, s.ratio)
      s.context.drawImage(sprite.canvas, x - sprite.cx, y - sprite.cy)
    }
  }

  /** The sign under a finger: at least 44 pixels to hit, the nearest wins, the lit one first. */
  at(s: Screen, x: number, y: number): Sign | undefined {
    let best: { sign: Sign; off: number } | undefined
    for (const sign of this.signs) {
      const f = footprint(sign, this.look.scale)
      const px = (sign.x - s.left) / s.resolution + sign.dx
      const py = (s.top - sign.y) / s.resolution + sign.dy
      const wide = Math.max(0, (44 * this.look.scale - (f.x2 - f.x1)) / 2)
      const high = Math.max(0, (44 * this.look.scale - (f.y2 - f.y1)) / 2)
      if (x < px + f.x1 - wide || x > px + f.x2 + wide || y < py + f.y1 - high || y > py + f.y2 + high) continue
      const off = Math.hypot(x - px - (f.x1 + f.x2) / 2, y - py - (f.y1 + f.y2) / 2) - (sign.lit ? 20 : 0)
      if (!best || off < best.off) best = { sign, off }
    }
    return best?.sign
  }

  private sprite(sign: Sign, ratio: number): Sprite {
    const { tone, text, count = '' } = sign.badge
    return this.sprites.get(`${tone}|${text}|${count}|${sign.lit}|${sign.dot}|${sign.hung}${sign.lean}|${ratio}`, () =>
      drawSign(sign, this.palette, ratio, this.look.scale),
    )
  }
}

interface Ink {
  fill: string
  edge: string
  ink: string
  dash: number[]
}

/** Room is filled, all else is paper: full with a plain edge, unknown with a broken one. The lit one is filled in its own colour. */
function inkOf(sign: Sign, p: Palette): Ink {
  if (sign.lit) return { fill: p.lit, edge: p.paper, ink: p.onLit, dash: [] }
  if (sign.badge.tone === 'room') return { fill: p.brand, edge: p.paper, ink: p.onBrand, dash: [] }
  return { fill: p.paper, edge: p.paperEdge, ink: p.paperInk, dash: sign.badge.tone === 'unknown' ? [3, 2.4] : [] }
}

const around = 7

function drawSign(sign: Sign, p: Palette, ratio: number, scale: number): Sprite {
  const k = scale * growth(sign)
  const f = footprint({ ...sign, lit: false }, 1)
  const width = (f.x2 - f.x1 + 2 * around) * k
  const height = (f.y2 - f.y1 + 2 * around) * k
  const { canvas, pen } = surface(width, height, ratio)
  pen.scale(k, k)
  pen.translate(around - f.x1, around - f.y1)
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  const ink = inkOf(sign, p)
  if (sign.dot) drawDot(pen, ink)
  else if (sign.badge.count !== undefined) drawCluster(pen, sign.badge, ink, p, ratio)
  else drawSingle(pen, sign, ink, p, ratio)
  return { canvas, cx: Math.round((around - f.x1) * k * ratio), cy: Math.round((around - f.y1) * k * ratio) }
}

function drawDot(pen: CanvasRenderingContext2D, ink: Ink): void {
  pen.beginPath()
  pen.arc(0, 0, 5, 0, 7)
  pen.fillStyle = ink.fill
  pen.fill()
  pen.lineWidth = 1.6
  pen.strokeStyle = ink.edge
  pen.stroke()
}

function cast(pen: CanvasRenderingContext2D, p: Palette, ratio: number): void {
  pen.shadowColor = p.shadow
  pen.shadowBlur = 4 * ratio
  pen.shadowOffsetY = 1.5 * ratio
}

function edge(pen: CanvasRenderingContext2D, ink: Ink): void {
  pen.shadowColor = 'transparent'
  pen.lineWidth = 1.5
  pen.lineJoin = 'round'
  pen.setLineDash(ink.dash)
  pen.strokeStyle = ink.edge
  pen.stroke()
  pen.setLineDash([])
}

function drawSingle(pen: CanvasRenderingContext2D, sign: Sign, ink: Ink, p: Palette, ratio: number): void {
  const { badge } = sign
  const up = sign.hung ? 1 : -1
  const w = badgeWidth(badge)
  const mid = leaning(sign)
  const foot = sign.lean * 4
  const near = up * tail
  const far = up * (singleHeight + tail)
  const r = singleHeight / 2
  cast(pen, p, ratio)
  pen.beginPath()
  pen.moveTo(0, up * 0.5)
  pen.lineTo(foot - 6, near)
  pen.arcTo(mid - w / 2, near, mid - w / 2, far, r)
  pen.arcTo(mid - w / 2, far, mid + w / 2, far, r)
  pen.arcTo(mid + w / 2, far, mid + w / 2, near, r)
  pen.arcTo(mid + w / 2, near, foot + 6, near, r)
  pen.lineTo(foot + 6, near)
  pen.closePath()
  pen.fillStyle = ink.fill
  pen.fill()
  edge(pen, ink)
  pen.fillStyle = pen.strokeStyle = ink.ink
  const middle = up * (tail + r)
  if (badge.text === '') return drawLock(pen, mid, middle)
  pen.font = bold(13)
  pen.fillText(badge.text, mid, middle + 0.8)
}

function drawLock(pen: CanvasRenderingContext2D, x: number, y: number): void {
  pen.beginPath()
  rounded(pen, x - 5, y - 1.5, 10, 7.5, 1.6)
  pen.fill()
  pen.lineWidth = 1.7
  pen.beginPath()
  pen.moveTo(x - 3, y - 1.5)
  pen.lineTo(x - 3, y - 3.6)
  pen.arc(x, y - 3.6, 3, Math.PI, 0)
  pen.lineTo(x + 3, y - 1.5)
  pen.stroke()
}

/** A card on a second card: more than one facility. */
function drawCluster(pen: CanvasRenderingContext2D, badge: Badge, ink: Ink, p: Palette, ratio: number): void {
  const w = badgeWidth(badge)
  const h = clusterHeight
  cast(pen, p, ratio)
  pen.fillStyle = ink.fill
  pen.beginPath()
  rounded(pen, -w / 2 + 3, -h / 2, w, h - 3, 11)
  pen.fill()
  edge(pen, { ...ink, dash: [] })
  pen.beginPath()
  rounded(pen, -w / 2, -h / 2 + 3, w, h - 3, 11)
  pen.fillStyle = ink.fill
  pen.fill()
  edge(pen, ink)
  pen.fillStyle = ink.ink
  pen.font = bold(14.5)
  pen.fillText(badge.text, 0, -4)
  pen.font = medium(11)
  pen.fillText(badge.count ?? '', 0, 11)
}
