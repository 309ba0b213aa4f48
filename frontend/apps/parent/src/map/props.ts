import type { Point } from '@/platform/coords'

/** Pixels that something else covers: a sheet, a row of chips. */
export interface Padding {
  top: number
  right: number
  bottom: number
  left: number
}

/** West, south, east, north; WGS-84. */
export type Box = [number, number, number, number]

/** Where the map stands. bbox is all that is seen, clear the part that nothing covers: search that one. */
export interface Moved {
  bbox: Box
  clear: Box
  zoom: number
  center: Point
  byUser: boolean
}

/** What a page may ask of a map. */
export interface MapControl {
  fit(box: Box, padding?: Padding): void
  center(point: Point, zoom?: number): void
  zoomBy(steps: number): void
}
