// What cannot be taken back once the service knows it waits a few seconds here, so that a slip of the finger costs nothing.
// One thing waits at a time: the next one sends the one before.
import { computed, shallowRef } from 'vue'

interface Waiting {
  text: string
  /** leaving: the window closes, and what is to be sent has to be on its way before this returns. */
  run: (leaving: boolean) => Promise<unknown> | unknown
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
export async function settle(leaving = false): Promise<void> {
  const now = waiting.value
  waiting.value = undefined
  clearInterval(timer)
  await now?.run(leaving)
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

// A window that is closed has decided: what waits goes out at once, by requests that outlive the window (api.ts).
addEventListener('pagehide', () => void settle(true))
