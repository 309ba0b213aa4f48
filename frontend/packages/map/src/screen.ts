/** One frame: where the plane lies on the screen. Sizes in CSS pixels unless said otherwise. */
export interface Screen {
  context: CanvasRenderingContext2D
  /** Device pixels a CSS pixel. */
  ratio: number
  width: number
  height: number
  /** Metres of the plane a CSS pixel. */
  resolution: number
  /** The plane's left and top edge, metres. */
  left: number
  top: number
  /** OpenLayers' zoom. */
  zoom: number
  /** A gesture or an animation is under way. */
  moving: boolean
}

/** Device pixel of a place of the plane, whole, so that words stay sharp. */
export function spot(s: Screen, x: number, y: number): [number, number] {
  return [Math.round(((x - s.left) / s.resolution) * s.ratio), Math.round(((s.top - y) / s.resolution) * s.ratio)]
}

export const font = '"PingFang SC","HarmonyOS Sans SC","MiSans","Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei",sans-serif'

/** A small picture that is drawn once and shown many times. cx, cy is the device pixel in it that lies on its place. */
export interface Sprite {
  canvas: HTMLCanvasElement
  cx: number
  cy: number
}

/** A drawing surface of so many CSS pixels; all drawing in it is in CSS pixels. */
export function surface(width: number, height: number, ratio: number): { canvas: HTMLCanvasElement; pen: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.ceil(width * ratio))
  canvas.height = Math.max(1, Math.ceil(height * ratio))
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  pen.scale(ratio, ratio)
  return { canvas, pen }
}

/** Pictures by what they show, the oldest forgotten first. */
export class Sprites {
  private readonly held = new Map<string, Sprite>()

  constructor(private readonly most: number) {}

  get(key: string, draw: () => Sprite): Sprite {
    let sprite = this.held.get(key)
    if (!sprite) {
      sprite = draw()
      if (this.held.size >= this.most) for (const oldest of this.held.keys()) { this.held.delete(oldest); break } // prettier-ignore
      this.held.set(key, sprite)
    }
    return sprite
  }

  clear(): void {
    this.held.clear()
  }
}

let ruler: CanvasRenderingContext2D | null | undefined
const lengths = new Map<string, number>()

/** The width of a text in a font, CSS pixels. */
export function textWidth(text: string, face: string): number {
  const key = face + text
  let width = lengths.get(key)
  if (width === undefined) {
    ruler ??= document.createElement('canvas').getContext('2d')
    if (!ruler) return text.length * 12
    ruler.font = face
    width = ruler.measureText(text).width
    if (lengths.size > 5000) lengths.clear()
    lengths.set(key, width)
  }
  return width
}

/** Puts a sprite on its place. */
export function stamp(s: Screen, sprite: Sprite, x: number, y: number): void {
  const [px, py] = spot(s, x, y)
  s.context.drawImage(sprite.canvas, px - sprite.cx, py - sprite.cy)
}

/** A path with round corners, for engines that lack roundRect too. */
export function rounded(pen: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, r: number): void {
  pen.moveTo(x + r, y)
  pen.arcTo(x + w, y, x + w, y + h, r)
  pen.arcTo(x + w, y + h, x, y + h, r)
  pen.arcTo(x, y + h, x, y, r)
  pen.arcTo(x, y, x + w, y, r)
  pen.closePath()
}
