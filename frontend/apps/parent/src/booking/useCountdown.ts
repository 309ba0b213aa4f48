import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { countdown, type Countdown } from '@tuoyuquan/core/booking'
import { now } from '@/platform/clock'

/** Counts down to a moment, second by second while the page is in sight. ahead is by how many milliseconds the server's clock is ahead. */
export function useCountdown(until: Ref<string | undefined>, ahead: Ref<number>): ComputedRef<Countdown> {
  const seen = ref(now())
  let timer: ReturnType<typeof setInterval> | undefined
  const look = () => (seen.value = now())

  function run() {
    look()
    clearInterval(timer)
    if (until.value) timer = setInterval(look, 1000)
  }
  function rest() {
    clearInterval(timer)
    timer = undefined
  }
  watch(until, run)
  onShow(run)
  onHide(rest)
  onUnload(rest)
  return computed(() => countdown(until.value, new Date(seen.value.getTime() + ahead.value)))
}
