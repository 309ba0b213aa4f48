/** Every colour of the map. Ink on ground keeps 4.5:1 with its halo. */
export interface Palette {
  ground: string
  halo: string
  green: Record<'park' | 'forest' | 'grass' | 'farm' | 'wetland' | 'pitch' | 'cemetery', string>
  water: string
  shore: string
  building: string
  buildingEdge: string
  school: string
  hospital: string
  street: Record<'motorway' | 'primary' | 'secondary' | 'tertiary' | 'residential' | 'pedestrian', { fill: string; casing: string }>
  path: string
  rail: string
  railGap: string
  subway: string
  platform: string
  border: string
  ink: Record<'area' | 'street' | 'water' | 'green' | 'station' | 'hospital' | 'school' | 'poi' | 'estate' | 'facility', string>
  icon: Record<'station' | 'hospital' | 'school' | 'park' | 'poi', string>
  onIcon: string
  brand: string
  onBrand: string
  /** The lit facility. */
  lit: string
  onLit: string
  paper: string
  paperEdge: string
  paperInk: string
  reach: string
  reachEdge: string
  reachCasing: string
  route: string
  routeCasing: string
  here: string
  hereGround: string
  shadow: string
}

const light: Palette = {
  ground: '#f4f2ed',
  halo: 'rgba(255,255,255,.92)',
  green: {
    park: '#d5e8c8',
    forest: '#c9e0ba',
    grass: '#e0ecd3',
    farm: '#eef0df',
    wetland: '#d4e6dc',
    pitch: '#c8e2c4',
    cemetery: '#dbe4d2',
  },
  water: '#b5d7ea',
  shore: '#a3c9df',
  building: '#e7e2d9',
  buildingEdge: '#d8d1c4',
  school: '#f0e4cb',
  hospital: '#f3dfdc',
  street: {
    motorway: { fill: '#f7cf85', casing: '#d9a65a' },
    primary: { fill: '#fbe2a6', casing: '#dcbd78' },
    secondary: { fill: '#fdf1cf', casing: '#ddcba0' },
    tertiary: { fill: '#ffffff', casing: '#d5cfc3' },
    residential: { fill: '#ffffff', casing: '#ddd8cd' },
    pedestrian: { fill: '#f9f3ee', casing: '#dcd2c8' },
  },
  path: '#c8bba6',
  rail: '#a9a7a5',
  railGap: '#f6f5f2',
  subway: '#8fa9c4',
  platform: '#dcd9d6',
  border: '#b9b0c2',
  ink: {
    area: '#43484f',
    street: '#55524c',
    water: '#2f6486',
    green: '#3b6b36',
    station: '#24558a',
    hospital: '#a13a36',
    school: '#7a5615',
    poi: '#5c574f',
    estate: '#6a6257',
    facility: '#10382e',
  },
  icon: { station: '#3a6ea5', hospital: '#c2504b', school: '#a8802f', park: '#5d9355', poi: '#8b8378' },
  onIcon: '#ffffff',
  brand: '#0b6b53',
  onBrand: '#ffffff',
  lit: '#8a2f0b',
  onLit: '#ffffff',
  paper: '#ffffff',
  paperEdge: '#6b7078',
  paperInk: '#41464d',
  reach: 'rgba(11,128,96,.16)',
  reachEdge: '#0b6b53',
  reachCasing: 'rgba(255,255,255,.75)',
  route: '#1a62c5',
  routeCasing: '#ffffff',
  here: '#1a73e8',
  hereGround: 'rgba(26,115,232,.14)',
  shadow: 'rgba(30,34,40,.32)',
}

const dark: Palette = {
  ground: '#1c2127',
  halo: 'rgba(20,24,29,.9)',
  green: {
    park: '#22352b',
    forest: '#1f3328',
    grass: '#212f2a',
    farm: '#22292a',
    wetland: '#1f322f',
    pitch: '#264033',
    cemetery: '#252e2d',
  },
  water: '#16313f',
  shore: '#1e4152',
  building: '#282e36',
  buildingEdge: '#343c46',
  school: '#34302a',
  hospital: '#382a2c',
  street: {
    motorway: { fill: '#705c33', casing: '#15191e' },
    primary: { fill: '#5e5136', casing: '#15191e' },
    secondary: { fill: '#4c4738', casing: '#15191e' },
    tertiary: { fill: '#434b55', casing: '#15191e' },
    residential: { fill: '#363e48', casing: '#171b20' },
    pedestrian: { fill: '#333840', casing: '#171b20' },
  },
  path: '#4d4f50',
  rail: '#5b626b',
  railGap: '#262c33',
  subway: '#47617c',
  platform: '#333a43',
  border: '#5a5468',
  ink: {
    area: '#dfe4ea',
    street: '#bcc3cb',
    water: '#86bcdb',
    green: '#93c58c',
    station: '#9cc4f0',
    hospital: '#f0a39e',
    school: '#dcbd80',
    poi: '#b5b0a8',
    estate: '#a9aeb5',
    facility: '#bff0df',
  },
  icon: { station: '#4d82ba', hospital: '#b5544f', school: '#8f7136', park: '#4d7a48', poi: '#6f6c68' },
  onIcon: '#ffffff',
  brand: '#217a5e',
  onBrand: '#ffffff',
  lit: '#ffb38a',
  onLit: '#3a1504',
  paper: '#2b323a',
  paperEdge: '#aab1ba',
  paperInk: '#e4e8ec',
  reach: 'rgba(79,198,163,.14)',
  reachEdge: '#4fc6a3',
  reachCasing: 'rgba(15,20,24,.7)',
  route: '#7db4ff',
  routeCasing: '#0f1419',
  here: '#5aa2ff',
  hereGround: 'rgba(90,162,255,.18)',
  shadow: 'rgba(0,0,0,.6)',
}

/** The colours of a theme. */
export const palettes: Record<'light' | 'dark', Palette> = { light, dark }
