import { toGcj02, toWgs84 } from '@tuoyuquan/core'
import type { Box, Ground, Point } from './types'

const radius = 6378137

/** Web Mercator metres of a point of any datum. */
export function mercator([lon, lat]: Point): [number, number] {
  const bounded = Math.max(-85.06, Math.min(85.06, lat))
  return [(radius * lon * Math.PI) / 180, radius * Math.log(Math.tan(Math.PI / 4 + (bounded * Math.PI) / 360))]
}

/** The point at Web Mercator metres. */
export function unmercator(x: number, y: number): Point {
  return [(x / radius) * (180 / Math.PI), (2 * Math.atan(Math.exp(y / radius)) - Math.PI / 2) * (180 / Math.PI)]
}

/**
 * The plane a map is drawn on. Its ground's own datum is the plane's, so that tiles of Tencent and Amap lie as they were
 * cut, sharp, and what we draw is moved onto them; outside this file every point is WGS-84.
 */
export interface Plane {
  /** From WGS-84 to the plane, metres. */
  at(point: Point): [number, number]
  /** From the plane to WGS-84. */
  from(xy: readonly number[]): Point
}

/** The plane for the datum of a ground. */
export function planeOf(projection: Ground['projection']): Plane {
  if (projection === 'wgs84') return { at: mercator, from: ([x = 0, y = 0]) => unmercator(x, y) }
  return { at: point => mercator(toGcj02(point)), from: ([x = 0, y = 0]) => toWgs84(unmercator(x, y)) }
}

/** The box around the four corners of an extent of the plane. */
export function boxFrom(plane: Plane, [x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[]): Box {
  const [w, s] = plane.from([x1, y1])
  const [e, n] = plane.from([x2, y2])
  return [w, s, e, n]
}
