import { computed, getCurrentInstance, onBeforeUnmount, onMounted, ref, watch } from 'vue'
import { openLayer } from '@/platform/layers'
import { heights, windowHeight } from '@/platform/window'
import { nextStop, offsetOf, settleStop, type Stop } from './stops'

/** The movement of a sheet with three stops: where it stands, how it is dragged, and the back key stepping down from the top. */
export function useStops(stop: () => Stop, set: (stop: Stop) => void) {
  const sheet = ref<HTMLElement>()
  const head = ref<HTMLElement>()
  const height = ref(600)
  const peek = ref(120)
  const dragged = ref<number>()
  // What the list loses at the bottom follows a shrinking sheet only when it has arrived.
  const hidden = ref(0)

  const offset = computed(() => dragged.value ?? offsetOf(stop(), height.value, peek.value))
  const style = computed(() => `transform:translateY(${Math.round(offset.value)}px);padding-bottom:${Math.round(hidden.value)}px`)
  const dragging = computed(() => dragged.value !== undefined)

  /** How much of what lies below is covered where the sheet rests, in px; while it is dragged it rests where it came from. */
  const covers = computed(() => height.value - offsetOf(stop(), height.value, peek.value))

  let arriving: ReturnType<typeof setTimeout> | undefined
  watch(
    [offset, dragging],
    ([now, moving]) => {
      clearTimeout(arriving)
      if (now < hidden.value) hidden.value = now
      else if (!moving) arriving = setTimeout(() => (hidden.value = now), 260)
    },
    { immediate: true },
  )

  let from = { y: 0, offset: 0 }
  let last = { y: 0, at: 0, speed: 0 }
  let moved = false

  function begin(y: number) {
    from = { y, offset: offset.value }
    last = { y, at: Date.now(), speed: 0 }
    moved = false
  }

  function move(y: number) {
    if (!moved && Math.abs(y - from.y) < 6) return
    moved = true
    const at = Date.now()
    if (at > last.at) last = { y, at, speed: (y - last.y) / (at - last.at) }
    dragged.value = Math.max(0, Math.min(height.value - peek.value, from.offset + y - from.y))
  }

  /** Comes to rest at the nearest stop. True when there was a drag at all. */
  function end(): boolean {
    if (dragged.value === undefined) return false
    const still = Date.now() - last.at > 100
    const to = settleStop(dragged.value, still ? 0 : last.speed, height.value, peek.value)
    dragged.value = undefined
    if (to !== stop()) set(to)
    return true
  }

  /** A press on the handle: one stop up, from the top all the way down. */
  function press() {
    set(stop() === 'full' ? 'peek' : nextStop(stop(), true))
  }

  // #ifdef H5
  let sizes: ResizeObserver | undefined
  function measure() {
    const element = sheet.value
    if (!element || element.offsetHeight === 0) return
    height.value = element.offsetHeight
    peek.value = Math.min(element.offsetHeight, head.value?.offsetHeight ?? 120)
  }
  onMounted(() => {
    measure()
    sizes = new ResizeObserver(measure)
    if (sheet.value) sizes.observe(sheet.value)
    if (head.value) sizes.observe(head.value)
  })

  let release: (() => void) | undefined
  watch(
    () => stop() === 'full',
    full => {
      if (full)
        release ??= openLayer(() => {
          release = undefined
          set('half')
        })
      else {
        release?.()
        release = undefined
      }
    },
  )
  onBeforeUnmount(() => {
    sizes?.disconnect()
    release?.()
  })
  // #endif
  // #ifdef MP-WEIXIN
  const instance = getCurrentInstance()
  onMounted(async () => {
    const [whole, top] = await heights(instance, '.stops', '.stops-head')
    height.value = whole ?? windowHeight() * 0.85
    peek.value = top ?? 120
  })
  // #endif

  return { sheet, head, style, covers, dragging, begin, move, end, press }
}
