import type { Circle, Cluster, Route } from '@tuoyuquan/api'
import type { Anchor } from '@tuoyuquan/core'
import { badgeOf, type Tone, type Words } from '@tuoyuquan/map/badge'
import type { Point } from '@/platform/coords'
import { thinned } from './thin'

/** A marker of WeChat's map: the fields we use. */
export interface Marker {
  id: number
  latitude: number
  longitude: number
  iconPath: string
  width: number
  height: number
  zIndex: number
  anchor?: { x: number; y: number }
  ariaLabel: string
  callout?: {
    content: string
    color: string
    fontSize: number
    bgColor: string
    borderColor: string
    borderWidth: number
    borderRadius: number
    padding: number
    textAlign: 'center'
    display: 'ALWAYS'
  }
}

export interface WireAnchor extends Pick<Anchor, 'id' | 'label' | 'name'> {
  point: Point
}

/** More than this many markers make a phone stutter; the server's grid stays below it, this makes sure. */
export const mostMarkers = 100
/** Corners of one walking area that a phone still drags smoothly. */
export const mostCorners = 400

const firstAnchor = 1000
const pinId = 2000

const colors = {
  light: {
    brand: '#0b6b53',
    onBrand: '#ffffff',
    paper: '#ffffff',
    ink: '#41464d',
    edge: '#6b7078',
    lit: '#8a2f0b',
    onLit: '#ffffff',
    route: '#1a62c5',
  },
  dark: {
    brand: '#217a5e',
    onBrand: '#ffffff',
    paper: '#2b323a',
    ink: '#e4e8ec',
    edge: '#aab1ba',
    lit: '#ffb38a',
    onLit: '#3a1504',
    route: '#7db4ff',
  },
}

/** What stands on the map, and which cluster each marker's number means. Points are GCJ-02. */
export function markersOf(scene: {
  clusters: readonly Cluster[]
  selected?: string
  selectedAt?: readonly number[]
  anchors: readonly WireAnchor[]
  pin?: Point
  words: Words & { members: string }
  dark: boolean
  letters: number
}): { markers: Marker[]; targets: Record<number, Cluster> } {
  const { anchors, pin, selected, selectedAt, words } = scene
  const c = colors[scene.dark ? 'dark' : 'light']
  const room = mostMarkers - anchors.length - (pin ? 1 : 0)
  const alone = scene.clusters.some(k => k.facility_id !== undefined && k.facility_id === selected)
  const lit = (k: Cluster) => (selected ? (alone ? k.facility_id === selected : holds(k, selectedAt)) : false)
  const clusters = [...scene.clusters].sort((a, b) => Number(lit(b)) - Number(lit(a)) || b.count - a.count).slice(0, room)
  const targets: Record<number, Cluster> = {}
  const markers = clusters.map((cluster, id): Marker => {
    targets[id] = cluster
    const badge = badgeOf(cluster, words)
    const said = badge.tone === 'members' ? words.members : badge.text
    // Two lines, as narrow as the server's grid is fine: the bubbles of neighbours do not meet.
    const content = badge.count ? `${said}\n${badge.count}` : said
    const spoken = badge.count ? `${said} · ${badge.count}` : said
    const filled = badge.tone === 'room'
    const [longitude = 0, latitude = 0] = cluster.point ?? []
    return {
      id,
      latitude,
      longitude,
      iconPath: iconOf(badge.tone, lit(cluster)),
      width: 14,
      height: 14,
      anchor: { x: 0.5, y: 0.5 },
      zIndex: lit(cluster) ? 30 : 10,
      ariaLabel: [cluster.name, spoken].filter(Boolean).join(' '),
      callout: {
        content,
        color: lit(cluster) ? c.onLit : filled ? c.onBrand : c.ink,
        bgColor: lit(cluster) ? c.lit : filled ? c.brand : c.paper,
        borderColor: lit(cluster) || filled ? c.paper : c.edge,
        borderWidth: 1,
        borderRadius: badge.count ? 8 : 14,
        fontSize: Math.round(13 * scene.letters),
        padding: 6,
        textAlign: 'center',
        display: 'ALWAYS',
      },
    }
  })
  anchors.forEach(({ label, name, point: [longitude, latitude] }, i) =>
    markers.push({
      id: firstAnchor + i,
      latitude,
      longitude,
      iconPath: `/static/map/${label}.png`,
      width: 30,
      height: 30,
      anchor: { x: 0.5, y: 0.5 },
      zIndex: 20,
      ariaLabel: name,
    }),
  )
  if (pin) {
    const [longitude, latitude] = pin
    markers.push({
      id: pinId,
      latitude,
      longitude,
      iconPath: '/static/map/pin.png',
      width: 36,
      height: 47,
      anchor: { x: 0.5, y: 0.885 },
      zIndex: 40,
      ariaLabel: '',
    })
  }
  return { markers, targets }
}

function holds({ bbox, count }: Cluster, [lon, lat]: readonly number[] = []): boolean {
  const [w = 0, s = 0, e = 0, n = 0] = bbox ?? []
  return count > 1 && lon !== undefined && lat !== undefined && lon >= w && lon <= e && lat >= s && lat <= n
}

function iconOf(tone: Tone, lit: boolean): string {
  return `/static/map/${lit ? 'lit' : tone === 'room' ? 'room' : 'paper'}.png`
}

export interface Corner {
  latitude: number
  longitude: number
}

const corner = ([longitude, latitude]: Point): Corner => ({ longitude, latitude })

/** The walking area as WeChat draws it: outer rings only, it knows no holes, and few enough corners. */
export function polygonsOf(circle: Circle | undefined, dark: boolean) {
  if (!circle) return []
  const { type, coordinates } = circle.geometry
  const parts = (type === 'MultiPolygon' ? coordinates : type === 'Polygon' ? [coordinates] : []) as Point[][][]
  const rings = parts.flatMap(part => part.slice(0, 1))
  const all = rings.reduce((sum, ring) => sum + ring.length, 0)
  const c = colors[dark ? 'dark' : 'light']
  return rings.map(ring => ({
    points: thinned(ring, Math.max(12, Math.floor((mostCorners * ring.length) / all))).map(corner),
    fillColor: `${c.brand}22`,
    strokeColor: c.brand,
    strokeWidth: 2,
    zIndex: 1,
  }))
}

/** The way to a facility; broken when it is only a straight-line estimate. */
export function polylineOf(route: Route | undefined, dark: boolean) {
  if (!route || route.geometry.type !== 'LineString') return []
  const c = colors[dark ? 'dark' : 'light']
  const points = (route.geometry.coordinates as Point[]).map(corner)
  return [{ points, color: c.route, width: 6, borderColor: c.paper, borderWidth: 2, dottedLine: route.properties.estimate ?? false }]
}
