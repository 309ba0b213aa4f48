// The three steps of a reservation. Everything filled in is on the device at once; every request carries a key that was written
// down before it left, so that whatever dies in between, it counts once.
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { ApiError, type Application, type FacilityDetail } from '@tuoyuquan/api'
import { addMonths, completedMonths, readDate } from '@tuoyuquan/core'
import { isHeld, mates, wishOf, type Draft, type Offer, type Step } from '@tuoyuquan/core/booking'
import { useOpenings } from '@/booking/useOpenings'
import { useBookingText } from '@/booking/words'
import { announce } from '@/platform/announce'
import { api } from '@/platform/api'
import { coords } from '@/platform/coords'
import { useBookings } from '@/state/bookings'
import { useConsents } from '@/state/consents'
import { useDrafts } from '@/state/drafts'
import { useFamily } from '@/state/family'
import { useLogin } from '@/state/login'
import { usePeople } from '@/state/people'
import { useAsks } from '../useAsks'
import { choicesOf, type Choice } from './choices'
import { useTogether } from './useTogether'

/** How many months ahead care may begin. */
const aheadMonths = 18

/** What stands in the way, in a form the page can answer. */
export type Hindrance =
  | { kind: 'full'; waiting: number }
  | { kind: 'busy'; application?: string }
  | { kind: 'waits_full' }
  | { kind: 'over' }
  | { kind: 'failed'; error: unknown }

const nothing = { kind: 'none', waiting: 0 } as const

/** The steps for one facility; opened is called with the application once it is submitted or waiting. */
export function useReserve(opened: (app: Application, waits: boolean) => void) {
  const { draftFor, keepDraft, dropDraft, keyFor } = useDrafts()
  const bookings = useBookings()
  const people = usePeople()
  const consents = useConsents()
  const b = useBookingText()
  const family = useFamily()
  const { signedIn } = useLogin()

  const facility = shallowRef<FacilityDetail['facility']>()
  const missing = shallowRef<unknown>()
  const draft = ref<Draft>() as Ref<Draft | undefined>
  const resumed = ref(false)
  const sending = ref<'' | 'hold' | 'wait' | 'submit' | 'extend' | 'leave' | 'child'>('')
  const hindrance = ref<Hindrance>()

  const child = computed(() => people.children.value.find(one => one.id === draft.value?.child))
  /** Before there is a child with a name, the birthday this device knows chooses the class. */
  const birth = computed(() => child.value?.birth ?? (people.children.value.length ? '' : family.birth.value))
  const start = computed(() => draft.value?.start || family.startDay.value)
  const lastStart = computed(() => addMonths(family.day.value, aheadMonths))
  const age = computed(() => (birth.value ? completedMonths(birth.value, start.value) : undefined))
  const step = computed<Step>(() => draft.value?.step ?? 1)

  const asked = computed(() =>
    facility.value
      ? { id: facility.value.id, age_months: age.value === undefined ? undefined : Math.max(0, age.value), start: start.value }
      : undefined,
  )
  const { openings, problem: openingsProblem, load: reload } = useOpenings(asked)

  const choices: ComputedRef<Choice[]> = computed(() =>
    choicesOf(openings.value, facility.value?.classes, { birth: birth.value, age: age.value, start: start.value }),
  )
  const choice = computed(() => choices.value.find(one => one.id === draft.value?.class))

  const application = computed(() => bookings.applications.value.find(one => one.id === draft.value?.application))
  const held = computed(() => application.value?.state === 'held')
  /** The application and those of the siblings it was asked for with, as far as their places are held. */
  const holding = computed(() =>
    application.value ? mates(bookings.applications.value, application.value).filter(one => one.state === 'held') : [],
  )
  /** Together they are held until the first of them runs out. */
  const holdUntil = computed(() => holding.value.flatMap(one => one.hold_until ?? []).sort((x, y) => Date.parse(x) - Date.parse(y))[0])

  /** What the family has besides what is held here: going back a step, that is no hindrance to itself. */
  const besides = computed(() => bookings.applications.value.filter(app => !holding.value.some(one => one.id === app.id)))
  const more = useTogether({ facility, draft, children: people.children, apps: besides, choice, start, keep })
  const offer = computed<Offer>(() => more.offer.value ?? nothing)

  const who = computed(() => (draft.value ? [draft.value.child, ...draft.value.with.map(one => one.child)] : []))
  const toSubmit = useAsks(['apply', 'submit'], who)
  const toWait = useAsks(['apply'], who)
  const ticked = computed(() => draft.value?.consents ?? [])
  const agreed = computed(() => !toSubmit.lacking(ticked.value))
  const agreedToWait = computed(() => !toWait.lacking(ticked.value))

  function keep(change: Partial<Draft>): void {
    if (draft.value) draft.value = keepDraft(draft.value, change)
  }

  /** Begins, or goes on where it was left: asked for by the page's query. */
  async function begin(id: string, query: { class?: string; start?: string; child?: string }): Promise<void> {
    const before = draftFor(id)
    resumed.value = before.step > 1 || before.child !== ''
    const asked = readDate(query.start)
    draft.value = before
    if (before.step === 1) keep({ class: query.class ?? before.class, start: asked ?? before.start, child: query.child ?? before.child })
    else if (query.class && query.class !== before.class)
      keep({ step: 1, application: '', class: query.class, start: asked ?? before.start })
    try {
      facility.value = (await api.get('/api/v1/facilities/{id}', { path: { id }, query: { coords } })).facility
    } catch (error) {
      missing.value = error
    }
  }

  /** What only somebody signed in has: children, papers, consents, and a place already held. */
  async function loadMine(): Promise<void> {
    await Promise.all([people.load(), consents.load(), bookings.load()])
    if (!draft.value) return
    const [only] = people.children.value
    if (!child.value && only) keep({ child: people.children.value.find(one => one.birth === family.birth.value)?.id ?? only.id })
    const here = bookings.applications.value.find(
      app =>
        app.state === 'held' &&
        app.facility.id === draft.value?.facility &&
        (!application.value || mates(bookings.applications.value, application.value).some(one => one.id === app.id)),
    )
    if (here) {
      const begun = here.id !== draft.value.application || step.value === 1
      goOn(application.value?.state === 'held' ? application.value : here)
      keep({ step: begun ? 2 : step.value })
    } else if (step.value > 1 && bookings.known.value) {
      const app = application.value
      if (app && app.state === 'submitted') finish(app, false)
      else {
        keep({ step: 1, application: '', sending: undefined })
        if (app) hindrance.value = { kind: 'over' }
      }
    }
  }

  /** Goes on with a place that is held, and those of its siblings. */
  function goOn(app: Application): void {
    const rest = mates(bookings.applications.value, app).filter(one => one.id !== app.id && one.state === 'held')
    const transfer = app.replaces ? 'yes' : (draft.value?.transfer ?? '')
    keep({
      application: app.id,
      class: app.class.id,
      child: app.child.id,
      start: app.start,
      with: rest.map(one => ({ child: one.child.id, class: one.class.id })),
      transfer,
    })
  }

  // The only class is the chosen one; one that no longer suits is let go.
  watch(choices, list => {
    if (!draft.value || step.value > 1 || !list.length) return
    const open = list.filter(one => one.offer.kind !== 'none')
    const best = list.length === 1 ? list[0] : open.length === 1 ? open[0] : undefined
    if (!choice.value) keep({ class: best?.id ?? '' })
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
    if (!(error instanceof ApiError)) return { kind: 'failed', error }
    // An answer, even a refusal, ends the request: the next try is another one.
    keep({ sending: undefined })
    switch (error.code) {
      case 'pool_full':
        void reload()
        void more.askAgain()
        return { kind: 'full', waiting: queueOf(error) ?? offer.value.waiting }
      case 'child_already_holding':
      case 'already_applied': {
        const other = bookings.applications.value.find(
          app =>
            who.value.includes(app.child.id) && ['held', 'submitted', 'offered', 'confirmed', 'waitlisted', 'paused'].includes(app.state),
        )
        return { kind: 'busy', application: other?.id }
      }
      case 'has_full_day_place':
        // It came about elsewhere: what the child has is fetched, and the question is asked.
        void bookings.load()
        return { kind: 'failed', error }
      case 'waits_full':
        return { kind: 'waits_full' }
      case 'hold_expired':
        keep({ step: 1, application: '' })
        return { kind: 'over' }
      default:
        return { kind: 'failed', error }
    }
  }

  /** What the draft comes to; siblings who cannot come along any more are left out before it is shown. */
  const wish = (as: 'hold' | 'wait') => {
    const along = more.together.value.map(({ child: one, room }) => ({ child: one.id, class: room?.id ?? '' }))
    return wishOf({ ...(draft.value as Draft), with: along }, start.value, as, more.replaces.value)
  }

  async function ask(as: 'hold' | 'wait'): Promise<Application> {
    const wanted = wish(as)
    const sent = keyFor(draft.value as Draft, JSON.stringify(wanted))
    draft.value = sent.draft
    // One begun elsewhere goes on: a child asks for a class once. Siblings and an exchange are asked for anew, which takes it up.
    const begun =
      wanted.with || wanted.replaces
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

  const hold = () =>
    sends('hold', async () => {
      if (held.value) {
        // Back from the next step with nothing changed: the places are still ours. Changed, they are given back for the others.
        if (isHeld(holding.value, wish('hold'))) return keep({ step: 2 })
        await giveBack()
      }
      await ask('hold')
      keep({ step: 2 })
    })

  async function giveBack(): Promise<void> {
    for (const app of holding.value) await bookings.act(app, 'withdraw')
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
      await giveBack()
      keep({ step: 1, application: '' })
    })

  function finish(app: Application, waits: boolean): void {
    dropDraft(app.facility.id)
    draft.value = undefined
    opened(app, waits)
  }

  function toStep(to: Step): void {
    hindrance.value = undefined
    keep({ step: to })
  }

  /** The hold ran out on the clock: back to the beginning, with everything still filled in. */
  function ranOut(): void {
    keep({ step: 1, application: '', sending: undefined })
    hindrance.value = { kind: 'over' }
    void reload()
    void more.askAgain()
  }

  // A hold that ended elsewhere (in another tab, by the server) is told where the family stands, not found out by a refusal.
  watch(held, (now, before) => {
    if (now || !before || sending.value || !draft.value || step.value === 1) return
    if (application.value?.state === 'submitted') finish(application.value, false)
    else ranOut()
  })

  const addChild = (name: string, born: string) =>
    sends('child', async () => {
      const added = await people.addChild({ name, birth: born })
      family.birth.value ||= born
      keep({ child: added.id })
    })

  return {
    facility, missing, draft, resumed, sending, hindrance, child, age, start, lastStart, step, openings, openingsProblem, reload,
    choices, choice, offer, more, application, held, holding, holdUntil, toSubmit, toWait, ticked, agreed, agreedToWait, signedIn, people, family,
    keep, begin, loadMine, hold, join, submit, extend, leave, toStep, ranOut, addChild,
  } // prettier-ignore
}

export type Reserve = ReturnType<typeof useReserve>

/** How many wait, out of a refusal that says so. */
function queueOf(error: ApiError): number | undefined {
  const { queue } = (error.problem ?? {}) as { queue?: number | { length?: number; waiting?: number } }
  return typeof queue === 'number' ? queue : (queue?.waiting ?? queue?.length)
}
