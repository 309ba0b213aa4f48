// #ifdef MP-WEIXIN
import type { ComponentInternalInstance } from 'vue'

/** The voice of a <map> inside a component: moves, boxes, its region. */
export function mapContext(id: string, within: ComponentInternalInstance | null) {
  return uni.createMapContext(id, within?.proxy ?? undefined)
}

/** The window's width and height, pixels. */
export function windowSize(): [number, number] {
  const { windowWidth, windowHeight } = uni.getWindowInfo()
  return [windowWidth, windowHeight]
}
// #endif
