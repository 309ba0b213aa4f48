import type { Circle, Cluster, Route } from '@tuoyuquan/api'
import type { Anchor } from '@tuoyuquan/core'
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

/** What every map takes. Points are WGS-84; clusters, circle and route are in the datum the server was asked for. */
export interface MapProps {
  center: Point
  zoom: number
  clusters: readonly Cluster[]
  selected?: string
  circle?: Circle
  route?: Route
  anchors?: readonly Anchor[]
  pin?: Point
  pickable?: boolean
  label: string
  padding?: Padding
}

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
