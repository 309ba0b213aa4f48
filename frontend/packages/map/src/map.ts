import OlMap from 'ol/Map.js'
import View from 'ol/View.js'
import DoubleClickZoom from 'ol/interaction/DoubleClickZoom.js'
import DragPan from 'ol/interaction/DragPan.js'
import KeyboardPan from 'ol/interaction/KeyboardPan.js'
import KeyboardZoom from 'ol/interaction/KeyboardZoom.js'
import MouseWheelZoom from 'ol/interaction/MouseWheelZoom.js'
import PinchZoom from 'ol/interaction/PinchZoom.js'
import Kinetic from 'ol/Kinetic.js'
import type MapBrowserEvent from 'ol/MapBrowserEvent.js'
import { Badges } from './badges'
import { boxFrom, planeOf, type Plane } from './datum'
import { Fills } from './fills'
import { groundOf } from './ground'
import { anchorSign, pinSign } from './icons'
import { Labels } from './labels'
import type { Name } from './names'
import { Overlay } from './overlay'
import { palettes } from './palette'
import type { Rect } from './room'
import { Sprites, stamp, type Screen } from './screen'
import { drawHere, drawReach, drawWay, ringsOf, Shape, wayOf } from './shapes'
import type { BaseMap, Beginning, Box, Look, Padding, Point, Reactions, Scene, Standing, Words } from './types'

const closest = 19
const widest = 5
const animation = 220

/** Makes a map in target, which must have a size and be the element that takes the keyboard's focus. */
export function createMap(target: HTMLElement, start: Beginning, react: Reactions): BaseMap {
  return new CanvasMap(target, start, react)
}

class CanvasMap implements BaseMap {
  private readonly plane: Plane
  private readonly map: OlMap
  private readonly view: View
  private readonly overlay: Overlay
  private readonly labels: Labels
  private readonly badges: Badges
  private readonly ground: ReturnType<typeof groundOf>
  private readonly signs = new Sprites(40)
  private scene: Scene = { clusters: [], anchors: [] }
  private fills?: Fills
  private reach?: Shape
  private way?: Shape
  private style: Look
  private words: Words
  private picking: boolean
  /** Moves are the program's until a hand, wheel or key begins one. */
  private byUser = false
  private last?: Screen
  private readonly still = matchMedia('(prefers-reduced-motion: reduce)')

  constructor(
    private readonly target: HTMLElement,
    start: Beginning,
    private readonly react: Reactions,
  ) {
    this.plane = planeOf(start.ground.projection)
    this.style = start.look
    this.words = start.words
    this.picking = start.pickable ?? false
    const palette = palettes[start.look.theme]
    this.labels = new Labels(start.look, palette)
    this.badges = new Badges(this.plane, start.look, palette, start.words)
    this.ground = groundOf(start.ground, start.look, palette, () => this.labels.expire())
    this.overlay = new Overlay(s => this.paint(s))
    this.view = new View({
      center: this.plane.at(start.center),
      zoom: start.zoom,
      minZoom: widest,
      maxZoom: closest,
      enableRotation: false,
      smoothResolutionConstraint: false,
      padding: sides(start.padding),
    })
    this.map = new OlMap({
      target,
      view: this.view,
      layers: [...this.ground.layers, this.overlay],
      controls: [],
      interactions: interactions(this.still.matches),
      keyboardEventTarget: target,
      pixelRatio: Math.min(window.devicePixelRatio || 1, 3),
      moveTolerance: 4,
    })
    this.show(start.scene ?? {})
    this.listen()
  }

  show(change: Partial<Scene>): void {
    this.scene = { ...this.scene, ...change }
    if ('fills' in change) this.fills = change.fills && new Fills(change.fills, this.plane)
    if ('circle' in change) this.reach = change.circle && new Shape(ringsOf(change.circle, this.plane), true)
    if ('route' in change) this.way = change.route && new Shape(wayOf(change.route, this.plane), false)
    if ('clusters' in change || 'selected' in change || 'anchors' in change) {
      this.badges.show(
        this.scene,
        this.scene.anchors.map(a => a.point),
      )
    }
    if ('anchors' in change || 'pin' in change) this.labels.expire()
    this.overlay.changed()
  }

  look(look: Look, words?: Words): void {
    this.style = look
    this.words = words ?? this.words
    const palette = palettes[look.theme]
    this.signs.clear()
    this.ground.restyle(look, palette)
    this.labels.restyle(look, palette)
    this.badges.restyle(look, palette, this.words)
    this.overlay.changed()
  }

  pickable(on: boolean): void {
    this.picking = on
    this.target.style.cursor = on ? 'crosshair' : ''
  }

  pad(padding: Padding): void {
    const next = sides(padding)
    if (next.every((side, i) => side === this.view.padding?.[i])) return
    this.byUser = false
    this.view.padding = next
  }

  fit([w, s, e, n]: Box, padding?: Padding): void {
    this.byUser = false
    const [x1, y1] = this.plane.at([w, s])
    const [x2, y2] = this.plane.at([e, n])
    this.view.cancelAnimations()
    const held = this.view.padding ?? []
    const extra = padding ? sides(padding).map((side, i) => Math.max(0, side - (held[i] ?? 0))) : [24, 24, 24, 24]
    this.view.fit([x1, y1, x2, y2], {
      padding: extra,
      maxZoom: 17,
      duration: this.duration(),
    })
  }

  center(point: Point, zoom?: number): void {
    this.byUser = false
    this.view.cancelAnimations()
    this.view.animate({ center: this.plane.at(point), ...(zoom === undefined ? {} : { zoom }), duration: this.duration() })
  }

  place(point: Point): void {
    this.byUser = false
    this.view.setCenter(this.plane.at(point))
  }

  zoomBy(steps: number): void {
    this.byUser = true
    this.view.cancelAnimations()
    this.view.animate({ zoom: (this.view.getZoom() ?? 0) + steps, duration: this.duration() })
  }

  standing(): Standing {
    const size = this.map.getSize() ?? [0, 0]
    const [top = 0, right = 0, bottom = 0, left = 0] = this.view.padding ?? []
    const resolution = this.view.getResolution() ?? 1
    const [x = 0, y = 0] = this.view.getCenter() ?? []
    const [width = 0, height = 0] = size
    const half = [Math.max(1, (width - left - right) / 2) * resolution, Math.max(1, (height - top - bottom) / 2) * resolution] as const
    const clear = [x - half[0], y - half[1], x + half[0], y + half[1]] as const
    const whole = [clear[0] - left * resolution, clear[1] - bottom * resolution, clear[2] + right * resolution, clear[3] + top * resolution]
    return {
      bbox: boxFrom(this.plane, whole),
      clear: boxFrom(this.plane, clear),
      zoom: this.view.getZoom() ?? 0,
      center: this.plane.from([x, y]),
      byUser: this.byUser,
    }
  }

  destroy(): void {
    this.target.removeEventListener('keydown', this.onKey)
    this.target.removeEventListener('wheel', this.onHand)
    this.map.setTarget(undefined)
    this.map.dispose()
    this.target.replaceChildren()
  }

  private duration(): number {
    return this.still.matches ? 0 : animation
  }

  private listen(): void {
    this.map.once('rendercomplete', () => this.react.ready?.())
    this.map.on('moveend', () => {
      this.react.moved?.(this.standing())
      this.byUser = false
    })
    this.map.on('pointerdrag', this.onHand)
    this.map.on('dblclick', this.onHand)
    this.map.on('click', event => this.press(event as MapBrowserEvent<PointerEvent>))
    this.map.on('pointermove', event => this.hover(event as MapBrowserEvent<PointerEvent>))
    this.target.addEventListener('wheel', this.onHand, { passive: true })
    this.target.addEventListener('keydown', this.onKey)
    this.pickable(this.picking)
  }

  private readonly onHand = () => {
    this.byUser = true
  }

  private readonly onKey = (event: KeyboardEvent) => {
    if (/^(Arrow|[+\-=])/.test(event.key)) this.byUser = true
    if ((event.key === 'Enter' || event.key === ' ') && this.picking && event.target === this.target) {
      event.preventDefault()
      this.react.picked?.(this.standing().center)
    }
  }

  private press(event: MapBrowserEvent<PointerEvent>): void {
    const [x = 0, y = 0] = event.pixel
    const sign = this.last && this.badges.at(this.last, x, y)
    if (this.picking) return this.react.picked?.(this.plane.from(event.coordinate))
    if (!sign) return
    if (sign.cluster.facility_id) this.react.select?.(sign.cluster.facility_id)
    else this.react.open?.(sign.cluster)
  }

  private hover(event: MapBrowserEvent<PointerEvent>): void {
    if (this.picking || event.dragging || event.originalEvent.pointerType !== 'mouse') return
    const [x = 0, y = 0] = event.pixel
    this.target.style.cursor = this.last && this.badges.at(this.last, x, y) ? 'pointer' : ''
  }

  private paint(s: Screen): void {
    this.last = s
    const palette = palettes[this.style.theme]
    const { circle, route, here, pin } = this.scene
    this.fills?.draw(s)
    if (this.reach) drawReach(s, this.reach, circle?.properties.estimate ?? false, palette)
    if (this.way) drawWay(s, this.way, route?.properties.estimate ?? false, palette)
    if (this.badges.settle(s)) this.labels.expire()
    this.labels.paint(
      s,
      box => this.wanted(box, s.resolution),
      () => this.covered(s.resolution),
    )
    if (here) {
      const [x, y] = this.plane.at(here.point)
      drawHere(s, x, y, here.accuracy / (s.resolution * Math.cos((here.point[1] * Math.PI) / 180)), palette)
    }
    for (const anchor of this.scene.anchors) {
      stamp(
        s,
        this.signs.get(`${anchor.label}${s.ratio}`, () => anchorSign(anchor.label, palette, s.ratio, this.style.scale)),
        ...this.plane.at(anchor.point),
      )
    }
    this.badges.paint(s)
    if (pin)
      stamp(
        s,
        this.signs.get(`pin${s.ratio}`, () => pinSign(palette, s.ratio, this.style.scale)),
        ...this.plane.at(pin),
      )
  }

  /** Every word that wants a place: of the ground, of the family's places, of the facilities that stand alone. */
  private *wanted(box: Rect, resolution: number): Generator<Name> {
    const word = (text: string, kind: Name['kind'], x: number, y: number): Name => ({ text, kind, x, y, angle: 0, upright: false, room: 0 })
    for (const anchor of this.scene.anchors) yield word(anchor.name, 'anchor', ...this.plane.at(anchor.point))
    for (const sign of this.badges.standing) {
      if (sign.cluster.name && !sign.dot) yield word(sign.cluster.name, sign.lit ? 'lit' : sign.hung ? 'over' : 'facility', sign.x, sign.y)
    }
    yield* this.ground.names(box, resolution)
  }

  private *covered(resolution: number): Generator<Rect> {
    yield* this.badges.covered(resolution)
    const around = (point: Point, half: number, up: number): Rect => {
      const [mx, my] = this.plane.at(point)
      const x = mx / resolution
      const y = -my / resolution
      const k = this.style.scale
      return { x1: x - half * k, y1: y - up * k, x2: x + half * k, y2: y + half * k }
    }
    for (const anchor of this.scene.anchors) yield around(anchor.point, 14, 14)
    if (this.scene.pin) yield around(this.scene.pin, 12, 42)
  }
}

function interactions(still: boolean) {
  const duration = still ? 0 : animation
  return [
    new DragPan({ kinetic: still ? undefined : new Kinetic(-0.005, 0.05, 100) }),
    new PinchZoom({ duration }),
    new DoubleClickZoom({ duration }),
    new MouseWheelZoom({ duration, useAnchor: true }),
    new KeyboardPan({ duration: still ? 0 : 100, pixelDelta: 120 }),
    new KeyboardZoom({ duration }),
  ]
}

function sides(p: Padding | undefined): [number, number, number, number] {
  return p ? [p.top, p.right, p.bottom, p.left] : [0, 0, 0, 0]
}
