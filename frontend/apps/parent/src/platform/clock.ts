import { ref, type Ref } from 'vue'

/** The device's clock. Everything that counts ages or days is given this and never looks itself. */
export function now(): Date {
  return new Date()
}

const shown = ref(now())

/** The time to the minute for what is on screen: moves each minute while the app is visible and at once when it returns. */
export function useNow(): Ref<Date> {
  return shown
}

let timer: ReturnType<typeof setInterval> | undefined

function run() {
  shown.value = now()
  timer ??= setInterval(() => (shown.value = now()), 60_000)
}

function rest() {
  clearInterval(timer)
  timer = undefined
}

run()
// #ifdef H5
document.addEventListener('visibilitychange', () => (document.hidden ? rest() : run()))
// #endif
// #ifdef MP-WEIXIN
uni.onAppShow(run)
uni.onAppHide(rest)
// #endif
