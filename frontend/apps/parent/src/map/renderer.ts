// The piece that is loaded on its own, under a name that a person can read in the network panel.
export { createMap } from '@tuoyuquan/map'
