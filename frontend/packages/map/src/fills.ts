import type { Plane } from './datum'
import type { Screen } from './screen'
import { Shape } from './shapes'
import type { Fill } from './types'

/** Areas and cells under everything else on the ground, coloured by what they say. */
export class Fills {
  private readonly parts: { fill: Fill; shape: Shape }[]

  constructor(fills: readonly Fill[], plane: Plane) {
    this.parts = fills.map(fill => ({
      fill,
      shape: new Shape(
        fill.rings.map(ring => {
          const line = new Float64Array(ring.length * 2)
          ring.forEach((point, i) => line.set(plane.at(point), i * 2))
          return line
        }),
        true,
      ),
    }))
  }

  draw(s: Screen): void {
    for (const { fill, shape } of this.parts)
      shape.draw(s, (pen, path) => {
        pen.globalAlpha = fill.alpha ?? 1
        pen.fillStyle = fill.colour
        pen.fill(path, 'evenodd')
        if (fill.hatched) hatch(pen, path, fill.colour)
        pen.globalAlpha = 1
        if (!fill.edge) return
        pen.lineWidth = fill.width ?? 1
        pen.strokeStyle = fill.edge
        pen.stroke(path)
      })
  }
}

/** Lines across what must be told apart without colour. */
function hatch(pen: CanvasRenderingContext2D, path: Path2D, colour: string): void {
  const tile = new OffscreenCanvas(8, 8)
  const ink = tile.getContext('2d')
  if (!ink) return
  ink.strokeStyle = colour
  ink.lineWidth = 1.6
  for (const from of [-4, 4]) {
    ink.moveTo(from, 8)
    ink.lineTo(from + 8, 0)
  }
  ink.stroke()
  const pattern = pen.createPattern(tile, 'repeat')
  if (!pattern) return
  pen.globalAlpha = 1
  pen.fillStyle = pattern
  pen.fill(path, 'evenodd')
}
