// What cannot be taken back once the service knows it waits a few seconds here, so that a slip of the finger costs nothing.
// One thing waits at a time: the next one sends the one before.
import { computed, shallowRef } from 'vue'

interface Waiting {
  text: string
  run: () => Promise<unknown> | unknown
  back: () => void
  left: number
}

const seconds = 6
const waiting = shallowRef<Waiting>()
let timer: ReturnType<typeof setInterval> | undefined

export const pending = computed(() => waiting.value)

function tick() {
  const now = waiting.value
  if (!now) return
  if (now.left <= 1) void settle()
  else waiting.value = { ...now, left: now.left - 1 }
}

/** Does what waits, now. */
export async function settle(): Promise<void> {
  const now = waiting.value
  waiting.value = undefined
  clearInterval(timer)
  await now?.run()
}

/** Takes back what waits; false when nothing does. */
export function undo(): boolean {
  const now = waiting.value
  waiting.value = undefined
  clearInterval(timer)
  now?.back()
  return now !== undefined
}

/** Does run in a few seconds, unless it is undone: then back. */
export async function later(text: string, run: Waiting['run'], back: Waiting['back']): Promise<void> {
  await settle()
  waiting.value = { text, run, back, left: seconds }
  timer = setInterval(tick, 1000)
}

// A window that is closed has decided. A request sent while it closes may be lost: the page still shows it as open next time.
addEventListener('pagehide', () => void settle())
