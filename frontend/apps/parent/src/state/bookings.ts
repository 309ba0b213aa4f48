// The reservations of whoever is signed in: applications, visits, and places in sessions. The server decides what happens to them;
// here is what it said last, kept fresh while a page shows it. Nothing of it is written to the device.
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { ref, watch, type Ref } from 'vue'
import { ApiError, type Absence, type Application, type Draw, type Entry, type Visit } from '@tuoyuquan/api'
import type { Wish } from '@tuoyuquan/core/booking'
import { api } from '@/platform/api'
import { now } from '@/platform/clock'
import { newKey } from '@/platform/key'
import { followNews } from '@/platform/news'
import { hasProof } from '@/platform/proof'

const applications = ref<Application[]>([])
const visits = ref<Visit[]>([])
const entries = ref<Entry[]>([])
/** Days from today on that a child was said to stay at home. */
const absences = ref<Absence[]>([])
/** True once the server has said what there is. */
const known = ref(false)
const problem = ref<unknown>()
const busy = ref(false)
/** By how many milliseconds the server's clock is ahead of this device's, as far as it showed. */
const ahead = ref(0)
let round = 0

watch(
  hasProof,
  has => {
    if (has) return
    round++
    applications.value = []
    visits.value = []
    entries.value = []
    absences.value = []
    known.value = false
    problem.value = undefined
    busy.value = false
  },
  { flush: 'sync' },
)

/** Asks for everything anew; what was known stays in sight meanwhile. */
async function load(): Promise<void> {
  if (!hasProof.value) return
  const mine = ++round
  busy.value = true
  try {
    const [apps, seen, taken] = await Promise.all([
      api.get('/api/v1/applications', {}),
      api.get('/api/v1/visits', {}),
      api.get('/api/v1/entries', {}),
    ])
    if (mine !== round) return
    applications.value = apps.applications ?? []
    visits.value = seen.visits ?? []
    entries.value = taken.entries ?? []
    known.value = true
    problem.value = undefined
  } catch (error) {
    if (mine === round) problem.value = error
  } finally {
    if (mine === round) busy.value = false
  }
}

/** One application with its history and position. */
async function open(id: string): Promise<Application> {
  return put(await api.get('/api/v1/applications/{id}', { path: { id } }))
}

function put(app: Application): Application {
  const others = applications.value.filter(one => one.id !== app.id)
  applications.value =
    others.length === applications.value.length ? [app, ...others] : applications.value.map(o => (o.id === app.id ? app : o))
  // An answer on its way may be older than this one.
  if (busy.value) void load()
  return app
}

/** Asks for a place. The same key asks the same thing once, however often it is sent. */
async function apply(wish: Wish, key: string): Promise<Application> {
  const sent = now().getTime()
  const app = await api.post('/api/v1/applications', { body: wish, headers: { 'idempotency-key': key } })
  learnClock(app.since, sent)
  return put(app)
}

/** What just happened at the server happened now: the difference is that of the clocks. A few seconds are the way there and back. */
function learnClock(at: string, sent: number) {
  const middle = (sent + now().getTime()) / 2
  const off = Date.parse(at) - middle
  ahead.value = Math.abs(off) > 5_000 && Math.abs(off) < 86_400_000 ? off : 0
}

interface More {
  reason?: string
  form?: { start?: string }
  key?: string
}

/**
 * Does something with an application. When it moved meanwhile, the newest is fetched and the failure thrown on: nobody decides
 * about something other than what was on the screen.
 */
async function act(app: Pick<Application, 'id' | 'version'>, action: string, { key = newKey(), ...more }: More = {}): Promise<Application> {
  const { id, version } = app
  try {
    return put(
      await api.post('/api/v1/applications/{id}/actions', {
        path: { id },
        body: { action, version, ...more },
        headers: { 'idempotency-key': key },
      }),
    )
  } catch (error) {
    if (error instanceof ApiError && (error.status === 409 || error.code === 'state_conflict')) await open(id).catch(() => {})
    throw error
  }
}

async function bookVisit(slot: string, key: string, { child, note }: { child?: string; note?: string } = {}): Promise<Visit> {
  const body = { slot_id: slot, ...(child && { child_id: child }), ...(note && { note }) }
  const visit = await api.post('/api/v1/visits', { body, headers: { 'idempotency-key': key } })
  visits.value = [visit, ...visits.value.filter(one => one.id !== visit.id)]
  if (busy.value) void load()
  return visit
}

async function cancelVisit(id: string): Promise<void> {
  const body = { action: 'cancel' as const }
  const visit = await api.post('/api/v1/visits/{id}/actions', { path: { id }, body })
  visits.value = visits.value.map(one => (one.id === id ? visit : one))
}

async function enter(session: string, child: string, key: string): Promise<Entry> {
  const body = { session_id: session, child_id: child }
  const entry = await api.post('/api/v1/entries', { body, headers: { 'idempotency-key': key } })
  entries.value = [entry, ...entries.value.filter(one => one.id !== entry.id)]
  if (busy.value) void load()
  return entry
}

async function actEntry(id: string, action: 'cancel' | 'absent'): Promise<void> {
  const entry = await api.post('/api/v1/entries/{id}/actions', { path: { id }, body: { action } })
  entries.value = entries.value.map(one => (one.id === id ? entry : one))
}

async function loadAbsences(): Promise<void> {
  if (!hasProof.value) return
  const got = await api.get('/api/v1/absences', {})
  if (hasProof.value) absences.value = got.absences
}

const dayOf = (app: Application, date: string) => ({ child_id: app.child.id, application_id: app.id, date })
const sameDay = (one: Absence, app: Application, date: string) => one.application_id === app.id && one.date === date

async function absent(app: Application, date: string): Promise<void> {
  const made = await api.post('/api/v1/absences', { body: dayOf(app, date) })
  absences.value = [...absences.value.filter(one => !sameDay(one, app, date)), made]
}

/** The child comes after all. */
async function present(app: Application, date: string): Promise<void> {
  await api.delete('/api/v1/absences', { query: dayOf(app, date) })
  absences.value = absences.value.filter(one => !sameDay(one, app, date))
}

async function draw(session: string): Promise<Draw> {
  return api.get('/api/v1/sessions/{id}/draw', { path: { id: session } })
}

/** Calls load with every piece of news of the kinds wanted, while the page is in sight and somebody is signed in. */
export function whileNews(kinds: readonly string[], load: () => unknown) {
  let stop = () => {}
  let visible = false
  function begin() {
    stop()
    stop = () => {}
    if (!visible || !hasProof.value) return
    stop = followNews(
      since => api.get('/api/v1/updates', { query: { since } }).then(({ now: at, changed }) => ({ now: at, changed: changed ?? [] })),
      changed => {
        if (changed.some(kind => kinds.includes(kind))) load()
      },
    )
  }
  onShow(() => {
    visible = true
    begin()
  })
  watch(hasProof, begin)
  onHide(() => {
    visible = false
    stop()
  })
  onUnload(() => {
    visible = false
    stop()
  })
}

export interface Bookings {
  applications: Ref<Application[]>
  visits: Ref<Visit[]>
  entries: Ref<Entry[]>
  absences: Ref<Absence[]>
  known: Ref<boolean>
  problem: Ref<unknown>
  busy: Ref<boolean>
  ahead: Ref<number>
  load: typeof load
  open: typeof open
  apply: typeof apply
  act: typeof act
  bookVisit: typeof bookVisit
  cancelVisit: typeof cancelVisit
  enter: typeof enter
  actEntry: typeof actEntry
  loadAbsences: typeof loadAbsences
  absent: typeof absent
  present: typeof present
  draw: typeof draw
}

/** The reservations of whoever is signed in. */
export function useBookings(): Bookings {
  return {
    applications,
    visits,
    entries,
    absences,
    known,
    problem,
    busy,
    ahead,
    load,
    open,
    apply,
    act,
    bookVisit,
    cancelVisit,
    enter,
    actEntry,
    loadAbsences,
    absent,
    present,
    draw,
  }
}
