// What a family asks for at once: a place for one child, places for siblings together, or a place in exchange for another.
import type { Answer, Draft, Mate } from './draft'
import type { Offer } from './openings'

/** What of an application these rules turn on. */
export interface Asked {
  id: string
  state: string
  group?: string
  child: { id: string }
  class: { id: string; mode: string }
  facility: { id: string }
}

/** The full-day place a child has now, other than in the class asked for. */
export function placeOf<A extends Asked>(apps: readonly A[], child: string, room: string): A | undefined {
  return apps.find(app => app.child.id === child && app.state === 'enrolled' && app.class.mode === 'full_day' && app.class.id !== room)
}

/**
 * Where the question of giving up the old place stands. Nobody has two full-day places: asked for another, the old one is
 * replaced or this one is barred; beside half days and hours it may be kept.
 */
export type Transfer = 'none' | 'ask' | 'replace' | 'keep' | 'barred'

export function transferOf(place: Asked | undefined, mode: string, answer: Answer): Transfer {
  if (!place) return 'none'
  if (answer === '') return 'ask'
  if (answer === 'yes') return 'replace'
  return mode === 'full_day' ? 'barred' : 'keep'
}

const live: readonly string[] = ['held', 'submitted', 'offered', 'confirmed']
const wanted: readonly string[] = [...live, 'waitlisted', 'paused', 'enrolled']

/** Whether a sibling can be asked for together in a class: nothing else of it is under way, and no place would have to be given up. */
export function canJoin(apps: readonly Asked[], child: string, room: { id: string; mode: string }): boolean {
  return !apps.some(
    app =>
      app.child.id === child &&
      (live.includes(app.state) ||
        (app.class.id === room.id && wanted.includes(app.state)) ||
        (room.mode === 'full_day' && app.state === 'enrolled' && app.class.mode === 'full_day')),
  )
}

/** What is offered to several children at once: all of them a place, all of them the waitlist, or nothing. */
export function offerTogether(list: readonly { room: string; offer: Offer }[]): Offer {
  const [first] = list
  if (!first) return { kind: 'none', waiting: 0 }
  const none = list.find(one => one.offer.kind === 'none')
  if (none) return none.offer
  const waiting = Math.max(...list.map(one => one.offer.waiting))
  const wait = list.find(one => one.offer.kind === 'wait')
  const short = list.some(({ room, offer }) => offer.free !== undefined && offer.free < list.filter(one => one.room === room).length)
  if (wait || short) return { ...(wait ?? first).offer, kind: 'wait', waiting, why: wait?.offer.why ?? 'pool_full' }
  return { ...first.offer, waiting }
}

/** The applications that stand or fall with one: itself first, then those of its siblings in the same group. */
export function mates<A extends Asked>(apps: readonly A[], app: A): A[] {
  return [app, ...apps.filter(one => one.id !== app.id && Boolean(one.group) && one.group === app.group)]
}

/** A wish as the service takes it. */
export interface Wish {
  child_id: string
  class_id: string
  start: string
  as: 'hold' | 'wait'
  with?: { child_id: string; class_id: string }[]
  replaces?: string
  /** The held place of the same child that is given back for this one, or kept where this one cannot be had. */
  exchange?: string
}

/** The wish a draft comes to. A place is given up for one child only, so siblings are left out of a transfer. */
export function wishOf(draft: Pick<Draft, 'child' | 'class' | 'with'>, start: string, as: Wish['as'], replaces = ''): Wish {
  const wish = { child_id: draft.child, class_id: draft.class, start, as }
  if (replaces) return { ...wish, replaces }
  return draft.with.length ? { ...wish, with: draft.with.map(one => ({ child_id: one.child, class_id: one.class })) } : wish
}

/** Whether the places held are exactly those wished for, so that going back and on takes nothing anew. */
export function isHeld(held: readonly (Asked & { start: string; replaces?: string })[], wish: Wish): boolean {
  const wishes = [{ child_id: wish.child_id, class_id: wish.class_id }, ...(wish.with ?? [])]
  return (
    held.length === wishes.length &&
    wishes.every(one =>
      held.some(
        app =>
          app.state === 'held' &&
          app.child.id === one.child_id &&
          app.class.id === one.class_id &&
          app.start === wish.start &&
          (app.replaces ?? '') === (wish.replaces ?? ''),
      ),
    )
  )
}

/** Siblings with one of them in, out, or in another class; at most so many as can be named. */
export const withMate = (list: readonly Mate[], mate: Mate): Mate[] =>
  list.some(one => one.child === mate.child) ? list.map(one => (one.child === mate.child ? mate : one)) : [...list, mate]
