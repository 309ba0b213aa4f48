import MVT from 'ol/format/MVT.js'
import type BaseLayer from 'ol/layer/Base.js'
import TileLayer from 'ol/layer/Tile.js'
import VectorTileLayer from 'ol/layer/VectorTile.js'
import RenderFeature from 'ol/render/Feature.js'
import VectorTileSource from 'ol/source/VectorTile.js'
import XYZ from 'ol/source/XYZ.js'
import type Style from 'ol/style/Style.js'
import { createXYZ } from 'ol/tilegrid.js'
import { groundStyles } from './cartography'
import { namesIn, type Name } from './names'
import type { Palette } from './palette'
import type { Rect } from './room'
import type { Ground, Look, Sheet } from './types'

const world = 2 * Math.PI * 6378137
const mostTiles = 400

/** What lies under everything, whichever way it comes. */
export interface GroundLayer {
  layers: BaseLayer[]
  restyle(look: Look, palette: Palette): void
  /** The names within a box of the plane, for a resolution; empty when the pictures bring their own. */
  names(box: Rect, resolution: number): Iterable<Name>
}

/** Makes the ground; told is called when new names have come. */
export function groundOf(ground: Ground, look: Look, palette: Palette, told: () => void): GroundLayer {
  const own = ground.sheets.find(sheet => sheet.format === 'vector')
  return own ? ownGround(own, ground.maxZoom, palette, told) : pictureGround(ground, look)
}

/** Our own vector tiles, 512 pixels each. */
function ownGround(sheet: Sheet, maxZoom: number, first: Palette, told: () => void): GroundLayer {
  let palette = first
  const grid = createXYZ({ tileSize: 512, maxZoom })
  const format = new CityFormat(told)
  const source = new VectorTileSource({ format, url: sheet.url, tileGrid: grid, transition: 0 })
  let styles = new Map<string, Style[] | undefined>()
  let styled = 0
  const layer = new VectorTileLayer({
    source,
    background: palette.ground,
    renderMode: 'hybrid',
    renderBuffer: 16,
    style: (feature, resolution) => {
      if (resolution !== styled) {
        styles = new Map()
        styled = resolution
      }
      const area = feature.getGeometry()?.getType() === 'Polygon'
      const key = `${feature.get('layer')}/${feature.get('class')}/${area}`
      if (!styles.has(key)) {
        const zoom = Math.log2(world / 256 / resolution)
        styles.set(key, groundStyles(feature.get('layer') as string, feature.get('class') as string, area, zoom, palette))
      }
      return styles.get(key)
    },
  })
  return {
    layers: [layer],
    restyle(_, next) {
      if (next === palette) return
      palette = next
      styled = 0
      layer.setBackground(palette.ground)
      layer.changed()
    },
    names: (box, resolution) => format.names(box, Math.min(grid.getZForResolution(resolution, source.zDirection), maxZoom)),
  }
}

/** Reads tiles so that they paint fast: what looks alike becomes one feature. Names are kept apart, to be written over all. */
class CityFormat extends MVT<RenderFeature> {
  private readonly tiles = new Map<string, Name[]>()

  constructor(private readonly told: () => void) {
    super()
  }

  override readFeatures(...given: Parameters<MVT<RenderFeature>['readFeatures']>): RenderFeature[] {
    const features = super.readFeatures(...given)
    const [x1 = 0, , x2 = 0, y2 = 0] = given[1]?.extent ?? []
    const side = x2 - x1
    const z = Math.round(Math.log2(world / side))
    const key = `${z}/${Math.round((x1 + world / 2) / side)}/${Math.round((world / 2 - y2) / side)}`
    if (this.tiles.size >= mostTiles) for (const oldest of this.tiles.keys()) { this.tiles.delete(oldest); break } // prettier-ignore
    this.tiles.set(key, namesIn(features, side))
    this.told()
    return alike(features)
  }

  /** The names in a box at a tile zoom; where a tile is not there yet, those of the tile above it. */
  *names(box: Rect, z: number): Generator<Name> {
    const side = world / 2 ** z
    const told = new Set<string>()
    for (let x = Math.floor((box.x1 + world / 2) / side); x <= Math.floor((box.x2 + world / 2) / side); x++) {
      for (let y = Math.floor((world / 2 - box.y2) / side); y <= Math.floor((world / 2 - box.y1) / side); y++) {
        const [key, names] = this.nearest(z, x, y) ?? []
        if (!key || !names || told.has(key)) continue
        told.add(key)
        yield* names
      }
    }
  }

  /** The names of a tile or, until it is there, of one above it. */
  private nearest(z: number, x: number, y: number): [string, Name[]] | undefined {
    for (let up = 0; up <= 3; up++) {
      const key = `${z - up}/${x >> up}/${y >> up}`
      const names = this.tiles.get(key)
      if (names) return [key, names]
    }
    return undefined
  }
}

/** One feature for all of a kind; rings and lines are drawn in one stroke of the pen. */
function alike(features: readonly RenderFeature[]): RenderFeature[] {
  const kinds = new Map<string, { type: 'Polygon' | 'MultiLineString'; flat: number[]; ends: number[]; layer: string; class: string }>()
  for (const f of features) {
    const layer = f.get('layer') as string
    const kind = f.get('class') as string
    if (layer === 'label' || f.getType().includes('Point')) continue
    const type = f.getType() === 'Polygon' ? 'Polygon' : 'MultiLineString'
    const key = `${layer}/${kind}/${type}`
    let all = kinds.get(key)
    if (!all) kinds.set(key, (all = { type, flat: [], ends: [], layer, class: kind }))
    const before = all.flat.length
    const flat = f.getFlatCoordinates()
    for (const value of flat) all.flat.push(value)
    const ends = f.getEnds() as number[] | null
    if (ends?.length) for (const end of ends) all.ends.push(before + end)
    else all.ends.push(before + flat.length)
  }
  return [...kinds.values()].map(k => new RenderFeature(k.type, k.flat, k.ends, 2, { layer: k.layer, class: k.class }, undefined))
}

/** Which sheets are laid for a look: those of its language, and the dark grounds in the dark when there are any. */
export function laidSheets(sheets: readonly Sheet[], look: Look): Sheet[] {
  const dark = look.theme === 'dark' && sheets.some(sheet => sheet.theme === 'dark')
  return sheets.filter(
    sheet => (!sheet.language || sheet.language === look.language) && (sheet.kind === 'label' || (sheet.theme === 'dark') === dark),
  )
}

/**
 * Pictures of a provider, fetched through our own server. Without a dark ground of its own they are dimmed in the dark, never
 * recoloured: an approved map stays as approved.
 */
function pictureGround(ground: Ground, first: Look): GroundLayer {
  const pairs = ground.sheets.map(sheet => {
    const source = new XYZ({ url: sheet.url, maxZoom: ground.maxZoom, transition: 0 })
    return { sheet, layer: new TileLayer({ source, className: 'map-picture' }) }
  })
  const restyle = (look: Look) => {
    const laid = laidSheets(ground.sheets, look)
    const dim = look.theme === 'dark' && !laid.some(sheet => sheet.theme === 'dark')
    for (const { sheet, layer } of pairs) {
      layer.setVisible(laid.includes(sheet))
      layer.setOpacity(dim && sheet.kind === 'ground' ? 0.75 : 1)
    }
  }
  restyle(first)
  return { layers: pairs.map(pair => pair.layer), restyle, names: () => [] }
}
