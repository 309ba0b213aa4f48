import { toGcj02, toWgs84 } from '@tuoyuquan/core'

/** Longitude first, degrees. State always holds WGS-84. */
export type Point = [lon: number, lat: number]

let datum: 'wgs84' | 'gcj02' = 'wgs84'
// #ifdef MP-WEIXIN
datum = 'gcj02'
// #endif

/** The datum this platform speaks with the server: say it in every request that carries or brings points. */
export const coords = datum

/** A WGS-84 point as this platform sends it. */
export const toWire = (point: Point): Point => (coords === 'gcj02' ? (toGcj02(point) as Point) : point)

/** A point as the server sent it here, in WGS-84. */
export const fromWire = (point: Point): Point => (coords === 'gcj02' ? (toWgs84(point) as Point) : point)
