import type { Palette } from './palette'
import { rounded, surface, type Sprite } from './screen'
import type { MarkedPlace } from './types'

export type IconKind = 'station' | 'hospital' | 'school' | 'park' | 'poi'

/** The small sign of a kind of place. */
export function icon(kind: IconKind, p: Palette, ratio: number, scale: number): Sprite {
  const half = 9 * scale
  const { canvas, pen } = surface(half * 2, half * 2, ratio)
  pen.translate(half, half)
  pen.scale(scale, scale)
  pen.fillStyle = p.halo
  pen.beginPath()
  if (kind === 'poi') {
    pen.arc(0, 0, 4, 0, 7)
    pen.fill()
    pen.fillStyle = p.icon.poi
    pen.beginPath()
    pen.arc(0, 0, 2.6, 0, 7)
    pen.fill()
  } else {
    const r = kind === 'park' || kind === 'school' ? 7 : 8
    rounded(pen, -r, -r, 2 * r, 2 * r, kind === 'hospital' || kind === 'station' ? 4.5 : r)
    pen.fill()
    pen.fillStyle = p.icon[kind]
    pen.beginPath()
    rounded(pen, 1 - r, 1 - r, 2 * r - 2, 2 * r - 2, kind === 'hospital' || kind === 'station' ? 3.5 : r - 1)
    pen.fill()
    pen.fillStyle = pen.strokeStyle = p.onIcon
    signs[kind](pen)
  }
  return { canvas, cx: Math.round(canvas.width / 2), cy: Math.round(canvas.height / 2) }
}

const signs: Record<Exclude<IconKind, 'poi'>, (pen: CanvasRenderingContext2D) => void> = {
  hospital(pen) {
    pen.fillRect(-1.3, -4.2, 2.6, 8.4)
    pen.fillRect(-4.2, -1.3, 8.4, 2.6)
  },
  station(pen) {
    pen.beginPath()
    rounded(pen, -3.2, -4.4, 6.4, 6.6, 1.6)
    pen.fill()
    pen.lineWidth = 1.1
    pen.lineCap = 'round'
    pen.beginPath()
    pen.moveTo(-1.6, 2.6)
    pen.lineTo(-2.9, 4.6)
    pen.moveTo(1.6, 2.6)
    pen.lineTo(2.9, 4.6)
    pen.stroke()
    pen.globalCompositeOperation = 'destination-out'
    pen.fillRect(-2.1, -3.2, 4.2, 2.3)
    pen.beginPath()
    pen.arc(-1.5, 0.8, 0.6, 0, 7)
    pen.arc(1.5, 0.8, 0.6, 0, 7)
    pen.fill()
  },
  school(pen) {
    pen.beginPath()
    pen.moveTo(0, -3.2)
    pen.lineTo(4.4, -1)
    pen.lineTo(0, 1.2)
    pen.lineTo(-4.4, -1)
    pen.closePath()
    pen.fill()
    pen.beginPath()
    pen.moveTo(-2.4, 0.8)
    pen.lineTo(-2.4, 2.5)
    pen.quadraticCurveTo(0, 4, 2.4, 2.5)
    pen.lineTo(2.4, 0.8)
    pen.lineTo(0, 2)
    pen.closePath()
    pen.fill()
  },
  park(pen) {
    pen.beginPath()
    pen.arc(0, -1.4, 2.8, 0, 7)
    pen.fill()
    pen.fillRect(-0.6, 0, 1.2, 4)
  },
}

/** The round sign of a place the family starts from. */
export function anchorSign(label: MarkedPlace['label'], p: Palette, ratio: number, scale: number): Sprite {
  const half = 17 * scale
  const { canvas, pen } = surface(half * 2, half * 2, ratio)
  pen.translate(half, half)
  pen.scale(scale, scale)
  pen.shadowColor = p.shadow
  pen.shadowBlur = 4 * ratio
  pen.shadowOffsetY = ratio
  pen.fillStyle = p.paper
  pen.beginPath()
  pen.arc(0, 0, 13, 0, 7)
  pen.fill()
  pen.shadowColor = 'transparent'
  pen.fillStyle = p.route
  pen.beginPath()
  pen.arc(0, 0, 11, 0, 7)
  pen.fill()
  pen.fillStyle = pen.strokeStyle = p.routeCasing
  pen.lineWidth = 1.7
  pen.lineCap = pen.lineJoin = 'round'
  anchorDrawings[label](pen)
  return { canvas, cx: Math.round(canvas.width / 2), cy: Math.round(canvas.height / 2) }
}

const anchorDrawings: Record<MarkedPlace['label'], (pen: CanvasRenderingContext2D) => void> = {
  home(pen) {
    pen.beginPath()
    pen.moveTo(-6, -0.2)
    pen.lineTo(0, -5.6)
    pen.lineTo(6, -0.2)
    pen.lineTo(4.2, -0.2)
    pen.lineTo(4.2, 5)
    pen.lineTo(1.4, 5)
    pen.lineTo(1.4, 1.4)
    pen.lineTo(-1.4, 1.4)
    pen.lineTo(-1.4, 5)
    pen.lineTo(-4.2, 5)
    pen.lineTo(-4.2, -0.2)
    pen.closePath()
    pen.fill()
  },
  work(pen) {
    pen.beginPath()
    rounded(pen, -5.6, -2.8, 11.2, 7.8, 1.4)
    pen.fill()
    pen.beginPath()
    pen.moveTo(-2, -3)
    pen.lineTo(-2, -5)
    pen.lineTo(2, -5)
    pen.lineTo(2, -3)
    pen.stroke()
  },
  grandparents(pen) {
    for (const x of [-2.9, 2.9]) {
      pen.beginPath()
      pen.arc(x, -2.6, 2.1, 0, 7)
      pen.fill()
      pen.beginPath()
      pen.arc(x, 4.6, 3.4, Math.PI, 0)
      pen.fill()
    }
  },
  other(pen) {
    pen.beginPath()
    for (let i = 0; i < 10; i++) {
      const r = i % 2 ? 2.6 : 6
      const a = (Math.PI * i) / 5 - Math.PI / 2
      pen.lineTo(Math.cos(a) * r, Math.sin(a) * r)
    }
    pen.closePath()
    pen.fill()
  },
}

/** The pin of the place being picked; its tip lies on the place. */
export function pinSign(p: Palette, ratio: number, scale: number): Sprite {
  const width = 40 * scale
  const height = 52 * scale
  const { canvas, pen } = surface(width, height, ratio)
  pen.scale(scale, scale)
  pen.translate(20, 46)
  pen.fillStyle = p.shadow
  pen.beginPath()
  pen.ellipse(0, 0, 6, 2.6, 0, 0, 7)
  pen.fill()
  pen.fillStyle = p.lit
  pen.strokeStyle = p.paper
  pen.lineWidth = 2
  pen.beginPath()
  pen.moveTo(0, 0)
  pen.bezierCurveTo(-4, -10, -14, -15, -14, -27)
  pen.arc(0, -27, 14, Math.PI, 0)
  pen.bezierCurveTo(14, -15, 4, -10, 0, 0)
  pen.closePath()
  pen.fill()
  pen.stroke()
  pen.fillStyle = p.paper
  pen.beginPath()
  pen.arc(0, -27, 5, 0, 7)
  pen.fill()
  return { canvas, cx: Math.round(20 * scale * ratio), cy: Math.round(46 * scale * ratio) }
}
