// The double of WeChat's map: where it looks, by its properties until a finger or its context moves it, and what it tells of
// that. Web Mercator, 256 px a tile as WeChat counts its scale. All points are GCJ-02, as WeChat's are.
import type { GeneralComponent } from 'glass-easel'
import { answer, type Options } from './answer'
import { note } from './device'
import { standing, tagOf } from './doubles'
import { tell } from './framework'

interface Place {
  longitude: number
  latitude: number
}

interface Look extends Place {
  scale: number
}

const looks = new WeakMap<GeneralComponent, Partial<Look>>()

const project = ({ longitude, latitude }: Place) => {
  const sine = Math.sin((latitude * Math.PI) / 180)
  return { x: (longitude + 180) / 360, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) }
}
const unproject = (x: number, y: number): Place => ({
  longitude: x * 360 - 180,
  latitude: (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI,
})

const boxOf = (map: GeneralComponent) => (map.$$ as unknown as HTMLElement).getBoundingClientRect()

/** Where a map looks now. */
export function lookOf(map: GeneralComponent): Look {
  return { ...(map.data as unknown as Look), ...looks.get(map) }
}

/** What a map shows now. */
export function regionOf(map: GeneralComponent): { southwest: Place; northeast: Place } {
  const look = lookOf(map)
  const { width, height } = boxOf(map)
  const world = 256 * 2 ** look.scale
  const { x, y } = project(look)
  const [right, down] = [width / 2 / world, height / 2 / world]
  return { southwest: unproject(x - right, y + down), northeast: unproject(x + right, y - down) }
}

/** Moves a map and tells it so, with who did it: a finger ('drag', 'scale') or the program ('update'). */
export function moveMap(map: GeneralComponent, to: Partial<Look>, causedBy: 'drag' | 'scale' | 'update'): void {
  const before = causedBy === 'update' ? 'update' : 'gesture'
  looks.set(map, { ...looks.get(map), ...to })
  tell(map, 'regionchange', { type: 'begin', causedBy: before }, { type: 'begin', causedBy: before })
  const { longitude, latitude, scale } = lookOf(map)
  const end = { type: 'end', causedBy, scale, centerLocation: { longitude, latitude }, region: regionOf(map) }
  tell(map, 'regionchange', end, { type: 'end', causedBy })
}

/** A map whose center or scale property changed looks where that says, whatever moved it before. */
export function followProperties(map: GeneralComponent, changed: 'center' | 'scale'): void {
  const look = { ...looks.get(map) }
  if (changed === 'scale') delete look.scale
  else {
    delete look.longitude
    delete look.latitude
  }
  looks.set(map, look)
  // Told after the drawing that changed it, as on a phone; the first drawing is told the same way.
  setTimeout(() => {
    if (standing.has(map)) moveMap(map, {}, 'update')
  })
}

/** The look that has all points in sight, with room (px: top, right, bottom, left) left around them. */
function lookAt(map: GeneralComponent, points: Place[], [top = 0, right = 0, bottom = 0, left = 0]: number[] = []): Look {
  const { width, height } = boxOf(map)
  const at = points.map(project)
  const [west, east] = [Math.min(...at.map(p => p.x)), Math.max(...at.map(p => p.x))]
  const [north, south] = [Math.min(...at.map(p => p.y)), Math.max(...at.map(p => p.y))]
  const world = Math.min(Math.max(16, width - left - right) / (east - west), Math.max(16, height - top - bottom) / (south - north))
  const scale = Math.max(3, Math.min(20, Math.log2(world / 256)))
  const size = 256 * 2 ** scale
  return { ...unproject((west + east) / 2 + (right - left) / 2 / size, (north + south) / 2 + (bottom - top) / 2 / size), scale }
}

/** wx.createMapContext */
export function createMapContext(id: string) {
  const find = () => [...standing].find(node => tagOf(node) === 'map' && node.id === id)
  const reply = (name: string, options: Options | undefined, read: (map: GeneralComponent) => Record<string, unknown>) => {
    const map = find()
    return answer(options, map ? { errMsg: `${name}:ok`, ...read(map) } : { errMsg: `${name}:fail map "${id}" not found` })
  }
  const doing =
    (name: string, effect: (map: GeneralComponent, options: Options) => void = () => {}) =>
    (options: Options = {}) => {
      note(`map.${name}`, { id, ...options })
      const map = find()
      if (map) effect(map, options)
      return reply(name, options, () => ({}))
    }
  return {
    getRegion: (options?: Options) => reply('getRegion', options, regionOf),
    getScale: (options?: Options) => reply('getScale', options, map => ({ scale: lookOf(map).scale })),
    getCenterLocation: (options?: Options) =>
      reply('getCenterLocation', options, map => ({ longitude: lookOf(map).longitude, latitude: lookOf(map).latitude })),
    moveToLocation: doing('moveToLocation', (map, { longitude, latitude }) => {
      if (typeof longitude === 'number' && typeof latitude === 'number') moveMap(map, { longitude, latitude }, 'update')
    }),
    includePoints: doing('includePoints', (map, { points, padding }) => {
      const list = points as Place[]
      if (list.length) moveMap(map, lookAt(map, list, padding as number[] | undefined), 'update')
    }),
    addMarkers: doing('addMarkers'),
    removeMarkers: doing('removeMarkers'),
    translateMarker: doing('translateMarker'),
    setCenterOffset: doing('setCenterOffset'),
    setBoundary: doing('setBoundary'),
    on() {},
  }
}
