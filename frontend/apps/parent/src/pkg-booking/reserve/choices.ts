// The classes of a facility that take a child on a day, with what is offered in each.
import type { FacilityDetail, Openings } from '@tuoyuquan/api'
import { firstRoom, type Room } from '@tuoyuquan/core'
import { offerOf, type Offer } from '@tuoyuquan/core/booking'

/** A class that takes the child on the day, and what is offered in it. */
export interface Choice {
  id: string
  name: string
  mode: string
  /** Fen a month, when published. */
  fee?: number
  offer: Offer
  /** From when it has room until the child leaves, where it has none now. */
  later?: Room
}

/** A child as far as classes turn on it; without an age every class is shown. */
export interface Fits {
  birth?: string
  age?: number
  start: string
}

/** The classes for a child out of what the facility says it has and what its openings offer. */
export function choicesOf(
  openings: Openings | undefined,
  classes: FacilityDetail['facility']['classes'] | undefined,
  { birth, age, start }: Fits,
): Choice[] {
  const known = classes ?? []
  return (openings?.classes ?? [])
    .map(one => ({ one, detail: known.find(c => c.id === one.class_id) }))
    .filter(({ detail }) => !detail || age === undefined || (age >= detail.from_months && age < detail.to_months))
    .map(({ one, detail }) => {
      const offer = offerOf(one, start)
      const later = detail && offer.kind === 'wait' ? firstRoom([detail], { birth: birth || undefined, ageMonths: age, start }) : undefined
      return { id: one.class_id, name: one.name, mode: one.mode, fee: detail?.fee?.monthly, offer, later }
    })
}
