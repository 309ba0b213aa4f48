import type { Circle, Cluster, Route } from '@tuoyuquan/api'

/** Longitude, latitude. */
export type Point = [lon: number, lat: number]
/** West, south, east, north. */
export type Box = [west: number, south: number, east: number, north: number]
/** Pixels kept clear of what matters: a sheet, a row of chips. */
export interface Padding {
  top: number
  right: number
  bottom: number
  left: number
}

/** A place the family starts from. */
export interface MarkedPlace {
  id: string
  label: 'home' | 'work' | 'grandparents' | 'other'
  name: string
  point: Point
}

/** Ground that is coloured by what it says: an area, or all cells of one sort. */
export interface Fill {
  /** Outer rings and holes. */
  rings: readonly (readonly Point[])[]
  colour: string
  /** 0 to 1; 1 when absent. */
  alpha?: number
  /** Lines across it, so that it is told apart without colour. */
  hatched?: boolean
  edge?: string
  width?: number
}

/** What is shown on the ground. Points are WGS-84. */
export interface Scene {
  fills?: readonly Fill[]
  clusters: readonly Cluster[]
  /** The facility that is lit. */
  selected?: string
  /** Where it stands: while it is inside a cluster, the cluster is lit. */
  selectedAt?: Point
  /** The ground that can be walked to. */
  circle?: Circle
  route?: Route
  anchors: readonly MarkedPlace[]
  /** The place being picked. */
  pin?: Point
  /** This device; accuracy in metres. */
  here?: { point: Point; accuracy: number }
}

/** How it looks. scale 1 is for good eyes, 1.5 for 关怀. */
export interface Look {
  theme: 'light' | 'dark'
  scale: number
  language: 'zh' | 'en'
}

/** The words on the badges, in the language of the reader. */
export interface Words {
  left: (free: number) => string
  full: string
  unknown: string
  none: string
  several: (count: number) => string
}

/** Which ground lies under everything, as the server's settings say. */
export interface Ground {
  /** The datum its tiles are cut in. */
  projection: 'wgs84' | 'gcj02'
  /** From the ground up; none: the facilities stand on plain paper. */
  sheets: readonly Sheet[]
  /** Closest zoom that has tiles; closer ones are enlarged. */
  maxZoom: number
}

/** One layer of tiles; its url has {z} {x} {y}. */
export interface Sheet {
  url: string
  format: 'vector' | 'raster'
  kind: 'ground' | 'label'
  /** Of lettering, when there is a choice. */
  language?: 'zh' | 'en'
  /** dark: in place of the other grounds on a dark screen. */
  theme?: 'dark'
}

/** Where the map stands. bbox is all that is seen, clear the part that no sheet covers. */
export interface Standing {
  bbox: Box
  clear: Box
  zoom: number
  center: Point
  byUser: boolean
}

/** What a person did. */
export interface Reactions {
  moved?: (standing: Standing) => void
  select?: (facilityId: string) => void
  open?: (cluster: Cluster) => void
  picked?: (point: Point) => void
  /** The first complete picture stands. */
  ready?: () => void
}

/** How a map begins. */
export interface Beginning {
  ground: Ground
  look: Look
  words: Words
  center: Point
  zoom: number
  scene?: Partial<Scene>
  padding?: Padding
  pickable?: boolean
}

/**
 * A map, whoever draws it: today OpenLayers on a canvas. Everything goes in as plain data and comes out through the
 * reactions, so that another renderer can take its place.
 */
export interface BaseMap {
  /** Replaces the named parts of the scene; parts not named stay. */
  show(change: Partial<Scene>): void
  look(look: Look, words?: Words): void
  pickable(on: boolean): void
  pad(padding: Padding): void
  fit(box: Box, padding?: Padding): void
  center(point: Point, zoom?: number): void
  /** Stands there at once, without gliding. */
  place(point: Point): void
  /** Steps of one zoom level, in (positive) or out. */
  zoomBy(steps: number): void
  standing(): Standing
  destroy(): void
}
