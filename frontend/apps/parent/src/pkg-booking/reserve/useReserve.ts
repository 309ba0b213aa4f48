// The three steps of a reservation. Everything filled in is on the device at once; every request carries a key that was written
// down before it left, so that whatever dies in between, it counts once.
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { ApiError, type Application, type FacilityDetail } from '@tuoyuquan/api'
import { addMonths, completedMonths, firstRoom, readDate, type Room } from '@tuoyuquan/core'
import { offerOf, type Draft, type Offer, type Step } from '@tuoyuquan/core/booking'
import { useOpenings } from '@/booking/useOpenings'
import { useBookingText } from '@/booking/words'
import { announce } from '@/platform/announce'
import { api } from '@/platform/api'
import { coords } from '@/platform/coords'
import { useBookings, type Wish } from '@/state/bookings'
import { useConsents } from '@/state/consents'
import { useDrafts } from '@/state/drafts'
import { useFamily } from '@/state/family'
import { useLogin } from '@/state/login'
import { usePeople } from '@/state/people'
import { useAsks } from '../useAsks'

/** How many months ahead care may begin. */
const aheadMonths = 18

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

  const choices: ComputedRef<Choice[]> = computed(() => {
    const known = facility.value?.classes ?? []
    return (openings.value?.classes ?? [])
      .map(one => ({ one, detail: known.find(c => c.id === one.class_id) }))
      .filter(({ detail }) => !detail || age.value === undefined || (age.value >= detail.from_months && age.value < detail.to_months))
      .map(({ one, detail }) => {
        const offer = offerOf(one, start.value)
        const later =
          detail && offer.kind === 'wait'
            ? firstRoom([detail], { birth: birth.value || undefined, ageMonths: age.value, start: start.value })
            : undefined
        return { id: one.class_id, name: one.name, mode: one.mode, fee: detail?.fee?.monthly, offer, later }
      })
  })
  const choice = computed(() => choices.value.find(one => one.id === draft.value?.class))
  const offer = computed<Offer>(() => choice.value?.offer ?? nothing)

  const application = computed(() => bookings.applications.value.find(one => one.id === draft.value?.application))
  const held = computed(() => application.value?.state === 'held')
  const holdUntil = computed(() => (held.value ? application.value?.hold_until : undefined))

  const who = computed(() => draft.value?.child ?? '')
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
        (!draft.value.application || app.id === draft.value.application),
    )
    if (here) {
      const begun = here.id !== draft.value.application || step.value === 1
      keep({ application: here.id, class: here.class.id, child: here.child.id, start: here.start, step: begun ? 2 : step.value })
    } else if (step.value > 1 && bookings.known.value) {
      const app = application.value
      if (app && app.state === 'submitted') finish(app, false)
      else {
        keep({ step: 1, application: '', sending: undefined })
        if (app) hindrance.value = { kind: 'over' }
      }
    }
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
        return { kind: 'full', waiting: queueOf(error) ?? offer.value.waiting }
      case 'child_already_holding':
      case 'already_applied': {
        const other = bookings.applications.value.find(
          app =>
            app.child.id === draft.value?.child &&
            ['held', 'submitted', 'offered', 'confirmed', 'waitlisted', 'paused'].includes(app.state),
        )
        return { kind: 'busy', application: other?.id }
      }
      case 'waits_full':
        return { kind: 'waits_full' }
      case 'hold_expired':
        keep({ step: 1, application: '' })
        return { kind: 'over' }
      default:
        return { kind: 'failed', error }
    }
  }

  async function ask(as: 'hold' | 'wait'): Promise<Application> {
    const { child: child_id, class: class_id } = draft.value as Draft
    const wish: Wish = { child_id, class_id, start: start.value, as }
    const sent = keyFor(draft.value as Draft, JSON.stringify(wish))
    draft.value = sent.draft
    // One begun elsewhere goes on: a child asks for a class once.
    const begun = bookings.applications.value.find(app => app.state === 'draft' && app.child.id === child_id && app.class.id === class_id)
    const app = begun
      ? await bookings.act(begun, as, { key: sent.key, form: as === 'hold' ? { start: wish.start } : undefined })
      : await bookings.apply(wish, sent.key)
    keep({ sending: undefined })
    return app
  }

  const hold = () =>
    sends('hold', async () => {
      const app = application.value
      const { child: who, class: room } = draft.value as Draft
      if (app && held.value) {
        // Back from the next step with nothing changed: the place is still ours. Changed, it is given back for the other one.
        if (app.child.id === who && app.class.id === room && app.start === start.value) return keep({ step: 2 })
        await bookings.act(app, 'withdraw')
      }
      const got = await ask('hold')
      keep({ application: got.id, start: got.start, step: 2 })
    })

  const join = () =>
    sends('wait', async () => {
      await toWait.give(ticked.value)
      finish(await ask('wait'), true)
    })

  const submit = () =>
    sends('submit', async () => {
      const app = application.value
      if (!app) return
      await toSubmit.give(ticked.value)
      const sent = keyFor(draft.value as Draft, `submit ${app.id} ${app.version}`)
      draft.value = sent.draft
      finish(await bookings.act(app, 'submit', { key: sent.key }), false)
    })

  const extend = () =>
    sends('extend', async () => {
      if (!application.value) return
      await bookings.act(application.value, 'extend')
      announce(b.value.moreDone)
    })

  /** Gives the held place back. */
  const leave = () =>
    sends('leave', async () => {
      if (application.value && held.value) await bookings.act(application.value, 'withdraw')
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
  }

  const addChild = (name: string, born: string) =>
    sends('child', async () => {
      const added = await people.addChild({ name, birth: born })
      family.birth.value ||= born
      keep({ child: added.id })
    })

  return {
    facility, missing, draft, resumed, sending, hindrance, child, age, start, lastStart, step, openings, openingsProblem, reload,
    choices, choice, offer, application, held, holdUntil, toSubmit, toWait, ticked, agreed, agreedToWait, signedIn, people, family,
    keep, begin, loadMine, hold, join, submit, extend, leave, toStep, ranOut, addChild,
  } // prettier-ignore
}

export type Reserve = ReturnType<typeof useReserve>

/** How many wait, out of a refusal that says so. */
function queueOf(error: ApiError): number | undefined {
  const { queue } = (error.problem ?? {}) as { queue?: number | { length?: number; waiting?: number } }
  return typeof queue === 'number' ? queue : (queue?.waiting ?? queue?.length)
}
