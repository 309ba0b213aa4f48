// What a reservation asks of the service: a place held, exchanged, given back, submitted, or the end of a queue. Every request
// carries a key that was written down before it left, so that whatever dies in between, it counts once.
import { computed, reactive, ref, type ComputedRef, type Ref } from 'vue'
import { ApiError, type Application } from '@tuoyuquan/api'
import { readDate } from '@tuoyuquan/core'
import { isHeld, wishOf, type Draft, type Offer, type Wish } from '@tuoyuquan/core/booking'
import { useBookingText } from '@/booking/words'
import { announce } from '@/platform/announce'
import { newKey } from '@/platform/key'
import { useBookings } from '@/state/bookings'
import { useDrafts } from '@/state/drafts'
import { useFamily } from '@/state/family'
import { usePeople } from '@/state/people'
import { useAsks } from '../useAsks'
import { hindranceOf, type Hindrance } from './hindrance'
import type { useTogether } from './useTogether'

/** What of a reservation these turn on. */
interface Reserving {
  draft: Ref<Draft | undefined>
  start: ComputedRef<string>
  application: ComputedRef<Application | undefined>
  holding: ComputedRef<Application[]>
  more: ReturnType<typeof useTogether>
  keep: (change: Partial<Draft>) => void
  goOn: (app: Application) => void
  reload: () => Promise<void>
  opened: (app: Application, waits: boolean) => void
}

const underWay: readonly string[] = ['held', 'submitted', 'offered', 'confirmed']
const waits: readonly string[] = ['waitlisted', 'paused']
const nothing: Offer = { kind: 'none', waiting: 0 }

export function useRequests({ draft, start, application, holding, more, keep, goOn, reload, opened }: Reserving) {
  const { dropDraft, keyFor } = useDrafts()
  const bookings = useBookings()
  const people = usePeople()
  const family = useFamily()
  const b = useBookingText()

  const sending = ref<'' | 'hold' | 'wait' | 'submit' | 'extend' | 'leave' | 'child'>('')
  const hindrance = ref<Hindrance>()
  /** Something else is chosen than what is held: whether that may be given back is asked before anything is. */
  const exchanging = ref(false)

  const who = computed(() => (draft.value ? [draft.value.child, ...draft.value.with.map(one => one.child)] : []))
  const toSubmit = useAsks(['apply', 'submit'], who)
  const toWait = useAsks(['apply'], who)
  const ticked = computed(() => draft.value?.consents ?? [])
  const agreed = computed(() => !toSubmit.lacking(ticked.value))
  const agreedToWait = computed(() => !toWait.lacking(ticked.value))

  /** What the draft comes to; siblings who cannot come along any more are left out before it is shown. */
  const wish = (as: 'hold' | 'wait') => {
    const along = more.together.value.map(({ child: one, room }) => ({ child: one.id, class: room?.id ?? '' }))
    return wishOf({ ...(draft.value as Draft), with: along }, start.value, as, more.replaces.value)
  }
  const held = computed(() => application.value?.state === 'held')
  /** What is chosen is what is held. */
  const kept = computed(() => held.value && draft.value !== undefined && isHeld(holding.value, wish('hold')))
  /** What is offered, our own held places counted as free: they are, for us. */
  const offer = computed<Offer>(() => {
    const found = more.offer.value ?? nothing
    const ours = held.value && found.kind === 'wait' && found.waiting === 0 && sameRooms(holding.value, wish('hold'))
    return kept.value || ours ? { ...found, kind: 'book' } : found
  })
  /** The one place that the service itself exchanges for what is chosen, in one moment; undefined where several are given back and taken. */
  const swapped = computed(() => {
    const [only, ...others] = holding.value
    return only && !others.length && only.child.id === draft.value?.child && !wish('hold').with ? only : undefined
  })
  /** The application that is in the way of another one: a child has one under way at a time, and one in a class. */
  const busyWith = computed(() => {
    const { class_id: room } = draft.value ? wish('hold') : { class_id: '' }
    return bookings.applications.value.find(
      app =>
        who.value.includes(app.child.id) &&
        !holding.value.includes(app) &&
        (underWay.includes(app.state) || (app.class.id === room && waits.includes(app.state))),
    )?.id
  })

  async function sends(what: typeof sending.value, run: () => Promise<void>): Promise<void> {
    if (sending.value) return
    sending.value = what
    hindrance.value = undefined
    try {
      await run()
    } catch (error) {
      hindrance.value = hinder(error)
    } finally {
      sending.value = ''
    }
  }

  function hinder(error: unknown): Hindrance {
    const found = hindranceOf(error, offer.value.waiting)
    // An answer, even a refusal, ends the request: the next try is another one.
    if (error instanceof ApiError) keep({ sending: undefined })
    if (found.kind === 'full') {
      void reload()
      void more.askAgain()
    }
    if (found.kind === 'over') keep({ step: 1, application: '' })
    // It came about elsewhere: what the child has is fetched, and the question is asked.
    if (error instanceof ApiError && error.code === 'has_full_day_place') void bookings.load()
    return found
  }

  async function ask(as: 'hold' | 'wait', instead?: Application): Promise<Application> {
    const wanted: Wish = instead ? { ...wish(as), exchange: instead.id } : wish(as)
    const sent = keyFor(draft.value as Draft, JSON.stringify(wanted))
    draft.value = sent.draft
    // One begun elsewhere goes on: a child asks for a class once. Siblings and an exchange are asked for anew, which takes it up.
    const begun =
      wanted.with || wanted.replaces || instead
        ? undefined
        : bookings.applications.value.find(
            app => app.state === 'draft' && app.child.id === wanted.child_id && app.class.id === wanted.class_id,
          )
    const app = begun
      ? await bookings.act(begun, as, { key: sent.key, form: as === 'hold' ? { start: wanted.start } : undefined })
      : await bookings.apply(wanted, sent.key)
    const along = (wanted.with ?? []).map(one => ({ child: one.child_id, class: one.class_id }))
    keep({ sending: undefined, with: along, ...(as === 'hold' && { application: app.id, start: app.start }) })
    // The answer is the first child's; the siblings' applications are fetched.
    if (wanted.with) await bookings.load()
    return app
  }

  /** On to the next step with a place held. One that is held already stays until the family agrees to exchange it. */
  const hold = async () => {
    hindrance.value = undefined
    if (kept.value) return keep({ step: 2 })
    if (held.value) {
      exchanging.value = true
      return
    }
    await sends('hold', async () => {
      await ask('hold')
      keep({ step: 2 })
    })
  }

  /** Gives back what is held and takes what is chosen. One child's places are exchanged by the service in one moment; those of siblings
   * one after the other, and where the new ones are gone by then, what was held is taken again. */
  const exchange = () =>
    sends('hold', async () => {
      exchanging.value = false
      // Nothing is given back for what is plainly gone.
      await Promise.all([reload(), more.askAgain()])
      if (offer.value.kind !== 'book') {
        hindrance.value = { kind: 'stays' }
        return
      }
      const old = holding.value
      if (swapped.value) {
        await exchangeFor(swapped.value)
        return
      }
      const before = wishOfHeld(old, application.value)
      // A child has one place at a time; other children's are given back only once the new one is held.
      const apart = !old.some(app => who.value.includes(app.child.id))
      if (!apart) await giveBack(old)
      try {
        await ask('hold')
        keep({ step: 2 })
        if (apart) await giveBack(old)
      } catch (error) {
        if (apart) throw error
        if (!before || !(error instanceof ApiError)) throw error
        const app = await bookings.apply(before, newKey()).catch(() => undefined)
        if (!app) throw error
        if (before.with) await bookings.load()
        keep({ sending: undefined })
        goOn(app)
        hindrance.value = { kind: 'back' }
      }
    })

  /** The one is taken and the other given back, or nothing happens. */
  async function exchangeFor(only: Application): Promise<void> {
    try {
      await ask('hold', only)
      keep({ step: 2 })
      void bookings.load()
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'pool_full') throw error
      keep({ sending: undefined })
      goOn(only)
      hindrance.value = { kind: 'back' }
    }
  }

  async function giveBack(list: readonly Application[]): Promise<void> {
    for (const app of list) await bookings.act(app, 'withdraw')
  }

  const join = () =>
    sends('wait', async () => {
      await toWait.give(ticked.value)
      finish(await ask('wait'), true)
    })

  const submit = () =>
    sends('submit', async () => {
      const first = application.value
      if (!first) return
      await toSubmit.give(ticked.value)
      if (holding.value.length <= (draft.value?.with.length ?? 0)) await bookings.load()
      // One after the other, each with a key of its own: cut off in between, it goes on with those that are still held.
      const list = holding.value
      let done = first
      for (const [i, app] of list.entries()) {
        const sent = keyFor(draft.value as Draft, `submit ${app.id} ${app.version}`)
        draft.value = sent.draft
        done = await bookings.act(app, 'submit', { key: sent.key })
        const next = list[i + 1]
        if (next) goOn(next)
      }
      finish(list.length > 1 ? first : done, false)
    })

  const extend = () =>
    sends('extend', async () => {
      for (const app of holding.value) await bookings.act(app, 'extend')
      announce(b.value.moreDone)
    })

  /** Gives the held places back. */
  const leave = () =>
    sends('leave', async () => {
      await giveBack(holding.value)
      keep({ step: 1, application: '' })
    })

  function finish(app: Application, waits: boolean): void {
    dropDraft(app.facility.id)
    draft.value = undefined
    opened(app, waits)
  }

  /** A child in two fields, as far as they are filled in. */
  const kid = reactive({ name: '', born: people.children.value.length ? '' : family.birth.value })
  const kidReady = computed(() => kid.name.trim() !== '' && readDate(kid.born) !== undefined)
  const addChild = () =>
    sends('child', async () => {
      const added = await people.addChild({ name: kid.name.trim(), birth: kid.born })
      family.birth.value ||= kid.born
      keep({ child: added.id })
      Object.assign(kid, { name: '', born: '' })
    })

  return {
    sending, hindrance, exchanging, swapped, held, kept, offer, busyWith, toSubmit, toWait, ticked, agreed, agreedToWait,
    hold, exchange, join, submit, extend, leave, finish, kid, kidReady, addChild,
  } // prettier-ignore
}

/** Whether a wish is for the very classes that are held, whatever else is another. */
function sameRooms(holding: readonly Application[], wish: Wish): boolean {
  const rooms = (list: readonly string[]) => [...list].sort().join()
  return rooms(holding.map(app => app.class.id)) === rooms([wish.class_id, ...(wish.with ?? []).map(one => one.class_id)])
}

/** The wish that would take again what is held. */
function wishOfHeld(holding: readonly Application[], first: Application | undefined): Wish | undefined {
  if (!first) return
  const rest = holding.filter(app => app.id !== first.id).map(app => ({ child: app.child.id, class: app.class.id }))
  return wishOf({ child: first.child.id, class: first.class.id, with: rest }, first.start, 'hold', first.replaces)
}
