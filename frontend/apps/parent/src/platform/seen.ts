import type { ComponentPublicInstance } from 'vue'

/** Calls once when the first element of a component that matches selector comes within margin pixels of the screen. Returns stop(). */
export function whenSeen(selector: string, owner: ComponentPublicInstance, margin: number, call: () => void): () => void {
  const observer = uni.createIntersectionObserver(owner as never)
  const stop = () => observer.disconnect()
  observer.relativeToViewport({ bottom: margin }).observe(selector, seen => {
    if (seen.intersectionRatio <= 0) return
    stop()
    call()
  })
  return stop
}
