// What is offered in a class, in words and as a row to choose from.
import { wordOf, yuan, type Text } from '@tuoyuquan/core'
import type { BookingText, Offer } from '@tuoyuquan/core/booking'
import type { Choice } from './choices'

const tones = { book: 'good', wait: 'warn', none: 'quiet' } as const

export function offered(o: Offer, b: BookingText): string {
  if (o.kind === 'book') return o.free === undefined ? b.placesUnknown : b.freeAtStart(o.free)
  if (o.kind === 'wait') return o.waiting > 0 ? b.waitingSome(o.waiting) : b.placesFull
  return b.why[o.why ?? ''] ?? b.whyOther
}

/** A class as a row of AppOptions. */
export function roomOption({ id, name, mode, fee, offer }: Choice, t: Text, b: BookingText) {
  const hint = [wordOf(t.common.modes, mode), fee ? t.common.monthly(yuan(fee, t)) : ''].filter(Boolean).join(' · ')
  return { value: id, label: name, hint, side: offered(offer, b), tone: tones[offer.kind] }
}
