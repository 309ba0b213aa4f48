import type { Circle, Route } from '@tuoyuquan/api'
import type { Plane } from './datum'
import type { Palette } from './palette'
import type { Screen } from './screen'
import type { Point } from './types'

type Line = Float64Array

/** Rings of the walking area and the line of the way, in metres of the plane, made once for each answer. */
export function ringsOf(circle: Circle, plane: Plane): Line[] {
  const { type, coordinates } = circle.geometry
  const polygons = (type === 'MultiPolygon' ? coordinates : type === 'Polygon' ? [coordinates] : []) as Point[][][]
  return polygons.flat().map(ring => flat(ring, plane))
}

/** The way of a route, in metres of the plane. */
export function wayOf(route: Route, plane: Plane): Line[] {
  return route.geometry.type === 'LineString' ? [flat(route.geometry.coordinates as Point[], plane)] : []
}

function flat(points: readonly Point[], plane: Plane): Line {
  const line = new Float64Array(points.length * 2)
  points.forEach((point, i) => line.set(plane.at(point), i * 2))
  return line
}

/**
 * A drawing kept for one resolution, so that a pan only moves it. Points nearer to the last than half a pixel are left out:
 * nobody sees them.
 */
export class Shape {
  private path?: Path2D
  private resolution = 0
  private x = 0
  private y = 0

  constructor(
    private readonly lines: readonly Line[],
    private readonly closed: boolean,
  ) {
    this.x = lines[0]?.[0] ?? 0
    this.y = lines[0]?.[1] ?? 0
  }

  /** Draws with the pen standing on the shape's own origin; sizes are CSS pixels. */
  draw(s: Screen, ink: (pen: CanvasRenderingContext2D, path: Path2D) => void): void {
    if (!this.lines.length) return
    if (!this.path || this.resolution !== s.resolution) {
      this.path = this.trace(s.resolution)
      this.resolution = s.resolution
    }
    const pen = s.context
    pen.save()
    pen.translate(((this.x - s.left) / s.resolution) * s.ratio, ((s.top - this.y) / s.resolution) * s.ratio)
    pen.scale(s.ratio, s.ratio)
    pen.lineJoin = pen.lineCap = 'round'
    ink(pen, this.path)
    pen.restore()
  }

  private trace(resolution: number): Path2D {
    const path = new Path2D()
    for (const line of this.lines) {
      let px = Infinity
      let py = Infinity
      for (let i = 0; i < line.length; i += 2) {
        const x = ((line[i] ?? 0) - this.x) / resolution
        const y = (this.y - (line[i + 1] ?? 0)) / resolution
        if (i === 0) path.moveTo(x, y)
        else if (Math.abs(x - px) + Math.abs(y - py) < 0.5 && i < line.length - 2) continue
        else path.lineTo(x, y)
        px = x
        py = y
      }
      if (this.closed) path.closePath()
    }
    return path
  }
}

/** The ground that can be walked to; its edge is broken when it is only an estimate. */
export function drawReach(s: Screen, shape: Shape, estimate: boolean, p: Palette): void {
  shape.draw(s, (pen, path) => {
    pen.fillStyle = p.reach
    pen.fill(path, 'evenodd')
    pen.lineWidth = 4.5
    pen.strokeStyle = p.reachCasing
    pen.stroke(path)
    if (estimate) pen.setLineDash([8, 6])
    pen.lineWidth = 2
    pen.strokeStyle = p.reachEdge
    pen.stroke(path)
  })
}

/** The way to a facility; broken when it is a straight-line estimate. */
export function drawWay(s: Screen, shape: Shape, estimate: boolean, p: Palette): void {
  shape.draw(s, (pen, path) => {
    pen.lineWidth = 8.5
    pen.strokeStyle = p.routeCasing
    pen.stroke(path)
    if (estimate) pen.setLineDash([1, 10])
    pen.lineWidth = 5
    pen.strokeStyle = p.route
    pen.stroke(path)
  })
}

/** This device and how well it knows where it is; radius in CSS pixels. */
export function drawHere(s: Screen, x: number, y: number, radius: number, p: Palette): void {
  const pen = s.context
  pen.save()
  pen.translate(((x - s.left) / s.resolution) * s.ratio, ((s.top - y) / s.resolution) * s.ratio)
  pen.scale(s.ratio, s.ratio)
  if (radius > 12 && radius < 2000) {
    pen.beginPath()
    pen.arc(0, 0, radius, 0, 7)
    pen.fillStyle = p.hereGround
    pen.fill()
  }
  pen.beginPath()
  pen.arc(0, 0, 9, 0, 7)
  pen.fillStyle = p.routeCasing
  pen.fill()
  pen.beginPath()
  pen.arc(0, 0, 6.5, 0, 7)
  pen.fillStyle = p.here
  pen.fill()
  pen.restore()
}
