// Sends complaints whose send button was pressed, once each: photo by photo, then the statement, with the key that was made when
// writing began. What breaks off (no network, a killed app, an answer that never came) goes on from there, and the same key makes it the
// same complaint, however often it is sent.
import { ref, watch, type Ref } from 'vue'
import { ApiError, NoAnswer, type Receipt } from '@tuoyuquan/api'
import { isNamed, statementOf, type ReportDraft, type ReportReceipt, type Statement } from '@tuoyuquan/core/complaint'
import { api, nameless } from '@/platform/api'
import { newKey } from '@/platform/key'
import { dropLocked } from '@/platform/locked'
import { online } from '@/platform/network'
import { hasProof } from '@/platform/proof'
import { sendFile } from '@/platform/upload'
import { useComplaintDrafts } from './complaintDraft'

export interface Progress {
  /** The draft on its way. */
  id: string
  phase: 'photos' | 'checking' | 'statement'
  photo: number
  of: number
  /** Of all bytes of photos, 0 to 100. */
  percent: number
}

const { draftOf, keep, keepPhoto, photoBytes, open, drafts } = useComplaintDrafts()

const progress = ref<Progress>()
/** Why the last try ended without a receipt, by draft. */
const trouble = ref<Record<string, unknown>>({})
/** Whether a kind may go without a name, as the form said when it was sent. */
type NamelessOk = (category: string) => boolean
let namelessOk: NamelessOk = category => category !== 'FEE_REFUND' && category !== 'CONTRACT'
export const setNamelessOk = (rule: NamelessOk): void => void (namelessOk = rule)

type Arrival = (draft: ReportDraft, receipt: ReportReceipt) => void
const listeners = new Set<Arrival>()

/** Calls when a complaint arrived. Returns stop(). */
export function onArrival(listener: Arrival): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

class Refused extends Error {}

/** Nothing was decided: the same may be sent again. Everything else the server says ends this try for good. */
function undecided(error: unknown): boolean {
  if (!(error instanceof ApiError)) return !(error instanceof Refused)
  return error.status >= 500 || error.status === 429 || error.code === 'request_running' || error.code === 'unavailable'
}

/** The person pressed send. */
async function send(id: string): Promise<void> {
  await keep(id, { sending: 'asked' })
  await run()
}

/** The person would rather change it first; only as long as the statement itself has not gone out. */
async function takeBack(id: string): Promise<void> {
  if (draftOf(id)?.sending === 'asked' && progress.value?.id !== id) await keep(id, { sending: '' })
}

let running: Promise<void> | undefined

/** Sends whatever waits, one after the other. */
function run(): Promise<void> {
  running ??= sendAll().finally(() => (running = undefined))
  return running
}

async function sendAll(): Promise<void> {
  clearTimeout(timer)
  await open()
  const tried = new Set<string>()
  for (;;) {
    const next = drafts.value.find(one => one.sending !== '' && !one.receipt && !tried.has(one.id))
    if (!next) break
    tried.add(next.id)
    await sendOne(next.id)
  }
  progress.value = undefined
  if (drafts.value.some(one => one.sending !== '' && !one.receipt)) later()
}

async function sendOne(id: string): Promise<void> {
  const { [id]: _, ...others } = trouble.value
  trouble.value = others
  try {
    await deliver(id)
  } catch (error) {
    trouble.value = { ...trouble.value, [id]: error }
    if (undecided(error)) return
    // It is not there and will not be: what is sent next is another try, with a key of its own.
    await keep(id, { sending: '', sent: '', key: newKey() })
  } finally {
    progress.value = undefined
  }
}

async function deliver(id: string): Promise<void> {
  const draft = draftOf(id)
  if (!draft) return
  const bare = !isNamed(draft, namelessOk(draft.category))
  // Once the statement may have gone out it is sent again as it was, and no photo anew: another statement would be another complaint.
  if (draft.sending === 'asked') await sendPhotos(id, bare)
  const whole = draftOf(id)
  if (!whole) return
  progress.value = { id, phase: 'statement', photo: whole.photos.length, of: whole.photos.length, percent: 100 }
  const signedIn = hasProof.value
  const sent = whole.sent || JSON.stringify(statementOf(whole, { namelessOk: namelessOk(whole.category), signedIn }))
  if (!online.value) throw new NoAnswer('offline')
  await keep(id, { sending: 'posted', sent })
  const body = JSON.parse(sent) as Statement
  const client = body.anonymous ? nameless : api
  const receipt = receiptOf(await client.post('/api/v1/complaints', { body, headers: { 'idempotency-key': whole.key } }))
  await keep(id, { receipt, text: '', wants: '', name: '', phone: '', sent: '', photos: [] })
  for (const photo of whole.photos) await dropLocked(photo.id)
  for (const listener of listeners) listener(whole, receipt)
}

async function sendPhotos(id: string, bare: boolean): Promise<void> {
  const photos = draftOf(id)?.photos ?? []
  const all = Math.max(
    1,
    photos.reduce((sum, one) => sum + one.bytes, 0),
  )
  let before = 0
  for (const [i, photo] of photos.entries()) {
    const tell = (arrived: number) => {
      const percent = Math.min(100, Math.floor(((before + arrived) * 100) / all))
      progress.value = { id, phase: arrived >= photo.bytes ? 'checking' : 'photos', photo: i + 1, of: photos.length, percent }
    }
    tell(photo.state === 'ready' ? photo.bytes : 0)
    if (photo.state !== 'ready') await sendPhoto(id, photo.id, bare, tell)
    before += photo.bytes
  }
  if (draftOf(id)?.photos.some(one => one.state === 'refused')) throw new Refused('photo')
}

async function sendPhoto(id: string, photo: string, bare: boolean, tell: (arrived: number) => void): Promise<void> {
  const one = draftOf(id)?.photos.find(other => other.id === photo)
  const bytes = one && (await photoBytes(photo))
  if (!one || !bytes) return keepPhoto(id, photo, { state: 'refused', code: 'gone' })
  try {
    const ticket = one.upload ? { id: one.upload, token: one.token } : undefined
    const upload = await sendFile({
      bytes,
      type: one.type,
      ticket,
      nameless: bare,
      onTicket: given => keepPhoto(id, photo, { upload: given.id, token: given.token }),
      onBytes: tell,
    })
    if (upload.state === 'ready') await keepPhoto(id, photo, { state: 'ready' })
    else if (upload.state === 'refused') await keepPhoto(id, photo, { state: 'refused', code: upload.code ?? '', upload: '', token: '' })
    else throw new Error('still looked at')
  } catch (error) {
    if (undecided(error)) throw error
    await keepPhoto(id, photo, { state: 'refused', code: error instanceof ApiError ? error.code : '', upload: '', token: '' })
  }
}

function receiptOf(answer: Receipt): ReportReceipt {
  const { phone } = answer.office
  const { clock } = answer
  return {
    id: answer.id,
    no: answer.receipt_no,
    code: answer.tracking_code,
    office: { name: answer.office.name, ...(phone && { phone }) },
    ...(clock && { clock: { kind: clock.kind, due: clock.due, length: clock.length, unit: clock.unit } }),
    emergency: answer.emergency !== undefined,
  }
}

let timer: ReturnType<typeof setTimeout> | undefined
let wait = 5_000

/** Tries again by itself, at longer and longer intervals; a network that returns begins anew. */
function later(): void {
  timer = setTimeout(() => void run(), wait)
  wait = Math.min(wait * 2, 120_000)
}

watch(online, is => {
  if (!is) return
  wait = 5_000
  void run()
})

export interface ComplaintQueue {
  progress: Ref<Progress | undefined>
  trouble: Ref<Record<string, unknown>>
  send: typeof send
  takeBack: typeof takeBack
  run: typeof run
}

/** What sends complaints. */
export function useComplaintQueue(): ComplaintQueue {
  return { progress, trouble, send, takeBack, run }
}
