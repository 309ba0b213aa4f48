// Chinese web maps speak GCJ-02, shifted by some 500 m from WGS-84 (GPS, our own data): half of a fifteen-minute walk. These
// are the formulas and the borders of the server, so that what the mini-program shifts the server shifts back exactly.
import { shiftWeight } from './china'
import type { Point } from './words'

/** WGS-84 to GCJ-02 (Tencent, Amap, WeChat). Off the mainland nothing is shifted. */
export function toGcj02(point: Point): Point {
  const [east, north] = weighted(point)
  return [point[0] + east, point[1] + north]
}

/** GCJ-02 to WGS-84: undoes toGcj02 everywhere. */
export function toWgs84(point: Point): Point {
  return undo(point, weighted)
}

/** GCJ-02 to BD-09 (Baidu). */
export function gcj02ToBd09([lon, lat]: Point): Point {
  const k = (Math.PI * 3000) / 180
  const r = Math.hypot(lon, lat) + 0.00002 * Math.sin(lat * k)
  const angle = Math.atan2(lat, lon) + 0.000003 * Math.cos(lon * k)
  return [r * Math.cos(angle) + 0.0065, r * Math.sin(angle) + 0.006]
}

/** WGS-84 to BD-09 (Baidu). */
export function toBd09(point: Point): Point {
  return gcj02ToBd09(toGcj02(point))
}

/** Finds the point that is shifted onto q: while the shift fades out at the border it takes many small steps. */
function undo(q: Point, by: (p: Point) => Point): Point {
  let p = q
  for (let round = 0; round < 100; round++) {
    const [east, north] = by(p)
    const next: Point = [q[0] - east, q[1] - north]
    const moved = Math.abs(next[0] - p[0]) + Math.abs(next[1] - p[1])
    p = next
    if (!(moved > 1e-12)) break // also ends on what is no number
  }
  return p
}

function weighted(p: Point): Point {
  const weight = shiftWeight(p)
  if (weight === 0) return [0, 0]
  const [east, north] = shift(p)
  return [weight * east, weight * north]
}

/** The ellipsoid of the formula: Krasovsky 1940. */
const axis = 6378245
const eccentricity = 0.006693421622965943 // squared

/** How far GCJ-02 lies from WGS-84 at a WGS-84 point, in degrees east and north. */
function shift([lon, lat]: Point): Point {
  const { PI, abs, cos, sin, sqrt } = Math
  const x = lon - 105
  const y = lat - 35
  const root = sqrt(abs(x))
  const common = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    common +
    ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3 +
    ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    common +
    ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3 +
    ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3
  const angle = (lat * PI) / 180
  const m = 1 - eccentricity * sin(angle) * sin(angle)
  return [(east * 180) / ((axis / sqrt(m)) * cos(angle) * PI), (north * 180) / (((axis * (1 - eccentricity)) / (m * sqrt(m))) * PI)]
}
