/** A line as x, y, x, y … */
export type Flat = readonly number[]

/** Joins pieces that meet end to end into as few lines as possible; a street is cut at every crossing, its name is not. */
export function joined(pieces: readonly Flat[]): Flat[] {
  const ends = new Map<string, { line: number[] }[]>()
  const key = (x: number | undefined, y: number | undefined) => `${Math.round(x ?? 0)},${Math.round(y ?? 0)}`
  const head = (line: Flat) => key(line[0], line[1])
  const tail = (line: Flat) => key(line[line.length - 2], line[line.length - 1])
  const all = new Set<{ line: number[] }>()
  const forget = (held: { line: number[] }) => {
    all.delete(held)
    for (const k of [head(held.line), tail(held.line)]) {
      const at = ends.get(k)
      at?.splice(at.indexOf(held), 1)
    }
  }
  for (const piece of pieces) {
    let line = [...piece]
    for (let more = true; more;) {
      more = false
      const before = ends.get(head(line))?.[0]
      if (before && tail(before.line) === head(line)) {
        forget(before)
        line = [...before.line, ...line.slice(2)]
        more = true
        continue
      }
      const after = ends.get(tail(line))?.[0]
      if (after && head(after.line) === tail(line)) {
        forget(after)
        line = [...line, ...after.line.slice(2)]
        more = true
        continue
      }
      const other = before ?? after
      if (other) {
        forget(other)
        const turned = reversed(other.line)
        line = before ? [...turned, ...line.slice(2)] : [...line, ...turned.slice(2)]
        more = true
      }
    }
    const held = { line }
    all.add(held)
    for (const k of new Set([head(line), tail(line)])) ends.set(k, [...(ends.get(k) ?? []), held])
  }
  return [...all].map(held => held.line)
}

function reversed(line: Flat): number[] {
  const turned: number[] = []
  for (let i = line.length - 2; i >= 0; i -= 2) turned.push(line[i] ?? 0, line[i + 1] ?? 0)
  return turned
}

/** A stretch of a line that is straight enough to write along. */
export interface Stretch {
  line: Flat
  length: number
  /** Counter-clockwise from east, radians. */
  angle: number
}

/** The straight stretches of a line: it leaves none of their chords by more than tolerance. */
export function stretches(line: Flat, tolerance: number): Stretch[] {
  const cuts = [0, ...corners(line, 0, line.length / 2 - 1, tolerance), line.length / 2 - 1]
  const found: Stretch[] = []
  for (let i = 1; i < cuts.length; i++) {
    const from = cuts[i - 1] ?? 0
    const to = cuts[i] ?? 0
    const dx = (line[to * 2] ?? 0) - (line[from * 2] ?? 0)
    const dy = (line[to * 2 + 1] ?? 0) - (line[from * 2 + 1] ?? 0)
    found.push({ line: line.slice(from * 2, to * 2 + 2), length: Math.hypot(dx, dy), angle: Math.atan2(dy, dx) })
  }
  return found
}

/** Douglas-Peucker: the points that must stay. */
function corners(line: Flat, from: number, to: number, tolerance: number): number[] {
  const [ax = 0, ay = 0] = [line[from * 2], line[from * 2 + 1]]
  const [bx = 0, by = 0] = [line[to * 2], line[to * 2 + 1]]
  const length = Math.hypot(bx - ax, by - ay)
  let worst = 0
  let at = -1
  for (let i = from + 1; i < to; i++) {
    const [x = 0, y = 0] = [line[i * 2], line[i * 2 + 1]]
    const off = length > 0 ? Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length : Math.hypot(x - ax, y - ay)
    if (off > worst) {
      worst = off
      at = i
    }
  }
  if (worst <= tolerance || at < 0) return []
  return [...corners(line, from, at, tolerance), at, ...corners(line, at, to, tolerance)]
}

/** The place at a share of the way along a line, 0 to 1. */
export function along(line: Flat, share: number): [number, number] {
  let whole = 0
  for (let i = 2; i < line.length; i += 2) whole += step(line, i)
  let left = whole * share
  for (let i = 2; i < line.length; i += 2) {
    const length = step(line, i)
    if (left <= length && length > 0) {
      const part = left / length
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = line.slice(i - 2, i + 2)
      return [x1 + (x2 - x1) * part, y1 + (y2 - y1) * part]
    }
    left -= length
  }
  return [line[line.length - 2] ?? 0, line[line.length - 1] ?? 0]
}

function step(line: Flat, i: number): number {
  return Math.hypot((line[i] ?? 0) - (line[i - 2] ?? 0), (line[i + 1] ?? 0) - (line[i - 1] ?? 0))
}

/** Where an area has most room for a word, lying or standing, and how much. */
export function roomiest(flat: Flat, ends: readonly number[]): { x: number; y: number; room: number; upright: boolean } | undefined {
  let best: { x: number; y: number; room: number; upright: boolean } | undefined
  for (const upright of [false, true]) {
    const a = upright ? 1 : 0
    let low = Infinity
    let high = -Infinity
    for (let i = 1 - a; i < flat.length; i += 2) {
      low = Math.min(low, flat[i] ?? 0)
      high = Math.max(high, flat[i] ?? 0)
    }
    for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
      const level = low + (high - low) * share
      const hits = crossings(flat, ends, level, a)
      for (let i = 1; i < hits.length; i += 2) {
        const room = (hits[i] ?? 0) - (hits[i - 1] ?? 0)
        const middle = ((hits[i] ?? 0) + (hits[i - 1] ?? 0)) / 2
        // Standing words are the exception: they must earn it.
        if (!best || room > best.room * (upright && !best.upright ? 1.6 : 1)) {
          best = upright ? { x: level, y: middle, room, upright } : { x: middle, y: level, room, upright }
        }
      }
    }
  }
  return best
}

/** Where the rings cross a level of one axis, in order along the other. */
function crossings(flat: Flat, ends: readonly number[], level: number, a: 0 | 1): number[] {
  const hits: number[] = []
  let start = 0
  for (const end of ends) {
    for (let i = start, j = end - 2; i < end; j = i, i += 2) {
      const p = flat[i + 1 - a] ?? 0
      const q = flat[j + 1 - a] ?? 0
      if (p > level === q > level) continue
      const s = flat[i + a] ?? 0
      const t = flat[j + a] ?? 0
      hits.push(s + ((level - p) / (q - p)) * (t - s))
    }
    start = end
  }
  return hits.sort((m, n) => m - n)
}
