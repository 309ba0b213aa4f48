export type Stop = 'peek' | 'half' | 'full'

const order: readonly Stop[] = ['peek', 'half', 'full']

/** The stop above or below; the same at the ends. */
export function nextStop(stop: Stop, up: boolean): Stop {
  return order[order.indexOf(stop) + (up ? 1 : -1)] ?? stop
}

/** How far from its top position the sheet rests at a stop, in px, when it is height px tall and shows peek px at the least. */
export function offsetOf(stop: Stop, height: number, peek: number): number {
  const lowest = Math.max(0, height - peek)
  return stop === 'full' ? 0 : stop === 'half' ? Math.min(lowest, Math.round(height * 0.48)) : lowest
}

/** Where a sheet let go at offset px, moving at speed px/ms downwards, comes to rest: a flick counts for 180 ms of its way. */
export function settleStop(offset: number, speed: number, height: number, peek: number): Stop {
  const aim = offset + speed * 180
  let best: Stop = 'peek'
  for (const stop of order) {
    if (Math.abs(offsetOf(stop, height, peek) - aim) < Math.abs(offsetOf(best, height, peek) - aim)) best = stop
  }
  return best
}
