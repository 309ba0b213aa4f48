// What a starting place is called on screen.
import { anchorName, type Anchor, type Text } from '@tuoyuquan/core'

/** 家, 单位, 老人家, else its own name; a bare point of somebody's link is called shared. */
export function placeName(anchor: Anchor, t: Text): string {
  return anchor.label === 'other' ? anchorName(anchor, t) : t.common.anchors[anchor.label]
}

/** Several places in one phrase. */
export function placeNames(near: Anchor[], t: Text): string {
  return near.map(a => placeName(a, t)).join(t.common.listComma)
}

/** Straight-line metres between two WGS-84 points (haversine, mean earth radius). */
export function straightMetres(a: readonly number[], b: readonly number[]): number {
  const rad = Math.PI / 180
  const [lon1 = 0, lat1 = 0] = a
  const [lon2 = 0, lat2 = 0] = b
  const h =
    Math.sin(((lat2 - lat1) * rad) / 2) ** 2 + Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon1) * rad) / 2) ** 2
  return 2 * 6_371_009 * Math.asin(Math.sqrt(h))
}

/** 350 米 below a kilometre (to ten metres), 1.2 公里 above. */
export function distanceText(metres: number, t: Text): string {
  return metres < 995 ? t.common.metres(Math.round(metres / 10) * 10) : t.common.kilometres((metres / 1000).toFixed(1))
}
