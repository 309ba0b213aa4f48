import type { Point } from '@/platform/coords'

/** West, south, east, north. */
export type Frame = [number, number, number, number]

/** Degrees (about 200 m) a frame is at least wide and high, so that a single point is shown with its streets. */
const least = 0.002

/** The frame around points. */
export function frameOf(points: readonly Point[]): Frame {
  const lons = points.map(p => p[0])
  const lats = points.map(p => p[1])
  const [west, east] = widened(Math.min(...lons), Math.max(...lons))
  const [south, north] = widened(Math.min(...lats), Math.max(...lats))
  return [west, south, east, north]
}

function widened(from: number, to: number): [number, number] {
  const missing = Math.max(0, least - (to - from)) / 2
  return [from - missing, to + missing]
}
