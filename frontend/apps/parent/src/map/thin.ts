type Point = [number, number]

/**
 * At most so many corners of a ring or a line: those go first whose loss changes the shape least (Visvalingam), the ends
 * stay. Any unit.
 */
export function thinned<P extends readonly number[] = Point>(line: readonly P[], most: number): P[] {
  const kept = [...line]
  while (kept.length > Math.max(most, 4)) {
    // A sixteenth at a time, the flattest first, no two neighbours: as good to the eye as one by one, and fast.
    const flat = kept
      .map((_, i) => ({ i, size: i === 0 || i === kept.length - 1 ? Infinity : area(kept[i - 1], kept[i], kept[i + 1]) }))
      .sort((a, b) => a.size - b.size)
    const gone = new Set<number>()
    const want = Math.min(kept.length - Math.max(most, 4), Math.ceil(kept.length / 16))
    for (const { i } of flat) {
      if (gone.size >= want) break
      if (i > 0 && i < kept.length - 1 && !gone.has(i - 1) && !gone.has(i + 1)) gone.add(i)
    }
    if (!gone.size) break
    for (const i of [...gone].sort((a, b) => b - a)) kept.splice(i, 1)
  }
  return kept
}

function area(a: readonly number[] = [], b: readonly number[] = [], c: readonly number[] = []): number {
  const [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0] = [a[0], a[1], b[0], b[1], c[0], c[1]]
  return Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
}
