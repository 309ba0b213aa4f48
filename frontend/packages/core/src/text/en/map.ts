import type { Like } from '../like'
import type { map as zh } from '../zh/map'

export const map: Like<typeof zh> = {
  role: 'map',
  help: 'Arrow keys move, plus and minus zoom. Every place on the map is also in the list.',
  helpPick: 'Arrow keys move, plus and minus zoom, Enter picks the centre of the map.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  locate: 'Go to my position',
  locating: 'Finding your position',
  denied: 'No permission to locate you. You can pick a place on the map instead.',
  noPosition: 'Your position cannot be found right now. You can pick a place on the map instead.',
  left: (free: number) => `${free} free`,
  full: 'Full',
  unknown: '?',
  none: 'n/a',
  members: 'Members',
  several: (count: number) => `${count} places`,
  failed: 'The map did not load. The list works as usual.',
  retry: 'Load the map again',
  approval: (number: string) => `Map approval ${number}`,
  ownMap: 'Schematic map',
  tianditu: 'Tianditu',
  tencent: 'Tencent Maps',
  amap: 'Amap',
}
