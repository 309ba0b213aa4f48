/** An upright rectangle in pixels. */
export interface Rect {
  x1: number
  y1: number
  x2: number
  y2: number
}

/** Whether two rectangles share ground. */
export function touches(a: Rect, b: Rect): boolean {
  return a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2
}

/** Remembers which ground is taken, so that nothing is written over anything else. */
export class Room<T = undefined> {
  private readonly cells = new Map<string, { rect: Rect; of: T }[]>()

  constructor(private readonly side = 96) {}

  take(rect: Rect, of: T): void {
    for (const key of this.keys(rect)) {
      const cell = this.cells.get(key)
      if (cell) cell.push({ rect, of })
      else this.cells.set(key, [{ rect, of }])
    }
  }

  /** The first that stands where rect would. */
  taken(rect: Rect): { of: T } | undefined {
    for (const key of this.keys(rect)) {
      for (const held of this.cells.get(key) ?? []) if (touches(held.rect, rect)) return held
    }
    return undefined
  }

  drop(rect: Rect, of: T): void {
    for (const key of this.keys(rect)) {
      const cell = this.cells.get(key)
      const at = cell?.findIndex(held => held.of === of) ?? -1
      if (cell && at >= 0) cell.splice(at, 1)
    }
  }

  private keys(rect: Rect): string[] {
    const keys: string[] = []
    for (let x = Math.floor(rect.x1 / this.side); x <= Math.floor(rect.x2 / this.side); x++) {
      for (let y = Math.floor(rect.y1 / this.side); y <= Math.floor(rect.y2 / this.side); y++) keys.push(`${x},${y}`)
    }
    return keys
  }
}
