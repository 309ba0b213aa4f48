// Complaints that were sent: those of whoever is signed in, and one that was opened by its tracking code. Nothing of them is written to
// the device, and the code lives in memory alone: whoever opens the app on this device next sees nothing.
import { ref, watch, type Ref } from 'vue'
import { ApiError, type Complaint, type ComplaintAct, type UnitPerformance } from '@tuoyuquan/api'
import { api, nameless } from '@/platform/api'
import { newKey } from '@/platform/key'
import { hasProof } from '@/platform/proof'

const complaints = ref<Complaint[]>([])
/** True once the server has said what there is. */
const known = ref(false)
const problem = ref<unknown>()
const busy = ref(false)
/** The one opened by its code. */
const tracked = ref<Complaint>()
let code = ''
let round = 0

watch(
  hasProof,
  () => {
    round++
    complaints.value = []
    known.value = false
    problem.value = undefined
    busy.value = false
  },
  { flush: 'sync' },
)

/** Asks anew for those of whoever is signed in; what was known stays in sight meanwhile. */
async function load(): Promise<void> {
  if (!hasProof.value) return
  const mine = ++round
  busy.value = true
  try {
    const answer = await api.get('/api/v1/complaints', {})
    if (mine !== round) return
    complaints.value = answer.complaints
    known.value = true
    problem.value = undefined
  } catch (error) {
    if (mine === round) problem.value = error
  } finally {
    if (mine === round) busy.value = false
  }
}

/** Opens the complaint of a tracking code. The code goes in a header, never into an address, and without anything that shows who asks. */
async function openByCode(typed: string): Promise<Complaint> {
  const one = await nameless.get('/api/v1/complaints/by-code', { headers: { 'x-tracking-code': typed } })
  code = typed
  return (tracked.value = one)
}

/** Forgets the code and what it opened. */
function closeTracked(): void {
  code = ''
  tracked.value = undefined
}

const isTracked = (id: string): boolean => tracked.value?.id === id && code !== ''
const knownOne = (id: string): Complaint | undefined => (isTracked(id) ? tracked.value : complaints.value.find(one => one.id === id))

/** Who asks: by code without a name, else whoever is signed in. */
const clientFor = (id: string) => (isTracked(id) ? nameless : api)
const headersFor = (id: string): Record<string, string> => (isTracked(id) ? { 'x-tracking-code': code } : {})

function put(one: Complaint): Complaint {
  if (isTracked(one.id)) return (tracked.value = one)
  const others = complaints.value.filter(other => other.id !== one.id)
  complaints.value =
    others.length === complaints.value.length ? [one, ...others] : complaints.value.map(other => (other.id === one.id ? one : other))
  return one
}

/** One complaint as it is now. */
async function open(id: string): Promise<Complaint> {
  return put(await clientFor(id).get('/api/v1/complaints/{id}', { path: { id }, headers: headersFor(id) }))
}

type Deed = Omit<ComplaintAct, 'version' | '$schema'>

/**
 * Does something with a complaint. The same key does the same once, however often it is sent. When something happened meanwhile, the
 * newest is fetched and the failure thrown on: nobody decides about something other than what was on the screen.
 */
async function act({ id, version }: Pick<Complaint, 'id' | 'version'>, deed: Deed, key = newKey()): Promise<Complaint> {
  const call = { path: { id }, body: { ...deed, version }, headers: { ...headersFor(id), 'idempotency-key': key } }
  try {
    return put(await clientFor(id).post('/api/v1/complaints/{id}/actions', call))
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) await open(id).catch(() => {})
    throw error
  }
}

/** How the offices keep their time limits; public. */
async function performance(): Promise<UnitPerformance[]> {
  return (await nameless.get('/api/v1/complaints/performance', {})).units
}

export interface Complaints {
  complaints: Ref<Complaint[]>
  known: Ref<boolean>
  problem: Ref<unknown>
  busy: Ref<boolean>
  load: typeof load
  openByCode: typeof openByCode
  closeTracked: typeof closeTracked
  isTracked: typeof isTracked
  knownOne: typeof knownOne
  headersFor: typeof headersFor
  open: typeof open
  act: typeof act
  performance: typeof performance
}

/** Complaints that were sent. */
export function useComplaints(): Complaints {
  return {
    complaints,
    known,
    problem,
    busy,
    load,
    openByCode,
    closeTracked,
    isTracked,
    knownOne,
    headersFor,
    open,
    act,
    performance,
  }
}
