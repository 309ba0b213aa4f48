// The three steps of a reservation. Everything filled in is on the device at once.
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { Application, FacilityDetail } from '@tuoyuquan/api'
import { addMonths, completedMonths, readDate } from '@tuoyuquan/core'
import { mates, type Draft, type Step } from '@tuoyuquan/core/booking'
import { useOpenings } from '@/booking/useOpenings'
import { api } from '@/platform/api'
import { coords } from '@/platform/coords'
import { address, setAddress, toSignIn } from '@/platform/nav'
import { useBookings } from '@/state/bookings'
import { employedAt, useClaims } from '@/state/claims'
import { useConsents } from '@/state/consents'
import { useDrafts } from '@/state/drafts'
import { useFamily } from '@/state/family'
import { useLogin } from '@/state/login'
import { usePeople } from '@/state/people'
import { choicesOf, type Choice } from './choices'
import { useRequests } from './useRequests'
import { useTogether } from './useTogether'

/** How many months ahead care may begin. */
const aheadMonths = 18

/** The steps for one facility; opened is called with the application once it is submitted or waiting. */
export function useReserve(opened: (app: Application, waits: boolean) => void) {
  const { draftFor, keepDraft } = useDrafts()
  const bookings = useBookings()
  const people = usePeople()
  const consents = useConsents()
  const family = useFamily()
  const { signedIn } = useLogin()
  const { load: loadClaims } = useClaims()

  const facility = shallowRef<FacilityDetail['facility']>()
  const missing = shallowRef<unknown>()
  const draft = ref<Draft>() as Ref<Draft | undefined>
  const resumed = ref(false)

  const child = computed(() => people.children.value.find(one => one.id === draft.value?.child))
  /** Before there is a child with a name, the birthday this device knows chooses the class. */
  const birth = computed(() => child.value?.birth ?? (people.children.value.length ? '' : family.birth.value))
  const start = computed(() => draft.value?.start || family.startDay.value)
  const lastStart = computed(() => addMonths(family.day.value, aheadMonths))
  const age = computed(() => (birth.value ? completedMonths(birth.value, start.value) : undefined))
  const step = computed<Step>(() => draft.value?.step ?? 1)

  const asked = computed(() =>
    facility.value
      ? {
          id: facility.value.id,
          age_months: age.value === undefined ? undefined : Math.max(0, age.value),
          start: start.value,
          employee: employedAt(facility.value.id, family.day.value) === 'granted' || undefined,
        }
      : undefined,
  )
  const { openings, problem: openingsProblem, load: reload } = useOpenings(asked)

  const choices: ComputedRef<Choice[]> = computed(() =>
    choicesOf(openings.value, facility.value?.classes, { birth: birth.value, age: age.value, start: start.value }),
  )
  const choice = computed(() => choices.value.find(one => one.id === draft.value?.class))

  const application = computed(() => bookings.applications.value.find(one => one.id === draft.value?.application))
  /** The application and those of the siblings it was asked for with, as far as their places are held. */
  const holding = computed(() =>
    application.value ? mates(bookings.applications.value, application.value).filter(one => one.state === 'held') : [],
  )
  /** Together they are held until the first of them runs out. */
  const holdUntil = computed(() => holding.value.flatMap(one => one.hold_until ?? []).sort((x, y) => Date.parse(x) - Date.parse(y))[0])

  /** What the family has besides what is held here: going back a step, that is no hindrance to itself. */
  const besides = computed(() => bookings.applications.value.filter(app => !holding.value.some(one => one.id === app.id)))
  const more = useTogether({ facility, draft, children: people.children, apps: besides, choice, start, keep })
  const ask = useRequests({ draft, start, application, holding, more, keep, goOn, reload, opened })
  const { held, sending, hindrance, finish } = ask

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
    else if (query.class && query.class !== before.class) keep({ step: 1, class: query.class, start: asked ?? before.start })
    // From here on the draft knows better than the address, also when the page is loaded anew.
    setAddress(`facility=${id}`)
    try {
      facility.value = (await api.get('/api/v1/facilities/{id}', { path: { id }, query: { coords } })).facility
    } catch (error) {
      missing.value = error
    }
  }

  /** What only somebody signed in has: children, papers, consents, and a place already held. */
  async function loadMine(): Promise<void> {
    await Promise.all([people.load(), consents.load(), bookings.load(), loadClaims()])
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
      // One begun elsewhere goes on; with our own the family may be choosing something else.
      if (!held.value) {
        goOn(here)
        keep({ step: 2 })
      } else if (step.value > 1) goOn(application.value ?? here)
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

  /** The sign-in comes back here, where the draft has everything. */
  const signIn = () => toSignIn(address('reserve', { facility: draft.value?.facility }))

  /** Away from what was chosen since: on with the place that is held. */
  function backToKept(): void {
    if (application.value) goOn(application.value)
    toStep(2)
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

  // A place whose answer was lost on the way is held all the same: as soon as the service says so, the family goes on with it.
  watch(
    () => {
      const { sending: lost, facility: at, child: who, class: room } = draft.value ?? {}
      if (!lost || sending.value || held.value) return undefined
      return bookings.applications.value.find(
        app => app.state === 'held' && app.facility.id === at && app.child.id === who && app.class.id === room,
      )
    },
    app => {
      if (!app) return
      goOn(app)
      keep({ sending: undefined })
      toStep(2)
    },
  )

  // A hold that ended elsewhere (in another tab, by the server) is told where the family stands, not found out by a refusal.
  watch(held, (now, before) => {
    if (now || !before || sending.value || !draft.value || step.value === 1) return
    if (application.value?.state === 'submitted') finish(application.value, false)
    else ranOut()
  })

  return {
    facility, missing, draft, resumed, child, age, start, lastStart, step, openings, openingsProblem, reload,
    choices, choice, more, application, holding, holdUntil, signedIn, people, family,
    keep, begin, loadMine, signIn, toStep, backToKept, ranOut, ...ask,
  } // prettier-ignore
}

export type Reserve = ReturnType<typeof useReserve>
