// The map of the browser: our own vector tiles or a provider's pictures, written and drawn on a canvas by OpenLayers, and
// the facilities over them. Load it with a dynamic import: it is the largest thing the parents' app has.
export { createMap } from './map'
export { badgeOf, united, type Badge, type Tone } from './badge'
export type {
  BaseMap,
  Beginning,
  Box,
  Fill,
  Ground,
  Look,
  MarkedPlace,
  Padding,
  Point,
  Reactions,
  Scene,
  Sheet,
  Standing,
  Words,
} from './types'
