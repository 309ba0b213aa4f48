// The time every page tells: one ticking value, so that a hundred clocks on a page cost one timer.
import { onScopeDispose, readonly, shallowRef, type Ref } from 'vue'

const now = shallowRef(new Date())
let users = 0
let timer: ReturnType<typeof setInterval> | undefined

/** Now, to half a minute. */
export function useNow(): Readonly<Ref<Date>> {
  now.value = new Date()
  users++
  timer ??= setInterval(() => (now.value = new Date()), 30_000)
  onScopeDispose(() => {
    if (--users > 0) return
    clearInterval(timer)
    timer = undefined
  })
  return readonly(now) as Readonly<Ref<Date>>
}
