import type { Point } from '@/platform/coords'

/** A place found or picked before. id is the server's, or '' for a bare point; the point is WGS-84. */
export interface KnownPlace {
  id: string
  name: string
  /** The area it lies in, or ''. */
  detail: string
  point: Point
}

/** A longitude and latitude, or undefined when it is not one. */
export function readPoint(raw: unknown): Point | undefined {
  if (!Array.isArray(raw) || raw.length !== 2) return
  const [lon, lat] = raw as [unknown, unknown]
  if (typeof lon !== 'number' || typeof lat !== 'number') return
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 85 ? [lon, lat] : undefined
}
