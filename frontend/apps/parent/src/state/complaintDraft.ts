// Complaints that are being written on this device, and their photos. Every change is kept at once, locked (platform/locked); nothing
// leaves the device from here.
import { ref, watch, type Ref } from 'vue'
import { mostReports, newReport, readReports, withReport, type ReportDraft, type ReportPhoto } from '@tuoyuquan/core/complaint'
import { now } from '@/platform/clock'
import { newKey } from '@/platform/key'
import { dropLocked, forgotten, keeping, lock, lockBytes, lockedIds, unlock, unlockBytes } from '@/platform/locked'
import { saveFailed } from '@/platform/storage'
import { reportWaits } from './reportWaits'

const place = 'reports'
const drafts = ref<ReportDraft[]>([])
/** True once what lay on the device has been read. */
const known = ref(false)

let opening: Promise<void> | undefined

/** Reads what lies on the device, once. */
function openDrafts(): Promise<void> {
  opening ??= read()
  return opening
}

async function read(): Promise<void> {
  drafts.value = readReports(await unlock(place), now())
  known.value = true
  // Photos of drafts that are gone, or of one cut off in the middle of being chosen.
  const used = new Set(drafts.value.flatMap(one => one.photos.map(photo => photo.id)))
  for (const id of await lockedIds()) if (id.startsWith('photo-') && !used.has(id)) await dropLocked(id)
}

let writing: Promise<void> | undefined
let again = false

/** Writes the newest state; while one is being written the next waits, and only the last of those waiting is written. */
function write(): Promise<void> {
  reportWaits.value = drafts.value.some(one => one.sending !== '' && !one.receipt) && keeping.value !== 'gone'
  if (writing) again = true
  else writing = writeOut().finally(() => (writing = undefined))
  return writing
}

async function writeOut(): Promise<void> {
  do {
    again = false
    if (!(await lock(place, drafts.value))) saveFailed.value = true
  } while (again)
}

const draftOf = (id: string): ReportDraft | undefined => drafts.value.find(one => one.id === id)

/** Keeps what changed in a draft. Resolves once it is written. */
function keep(id: string, change: Partial<ReportDraft>): Promise<void> {
  const draft = draftOf(id)
  if (!draft) return Promise.resolve()
  drafts.value = withReport(drafts.value, { ...draft, ...change, at: now().toISOString() })
  return write()
}

const keepPhoto = (id: string, photo: string, change: Partial<ReportPhoto>): Promise<void> =>
  keep(id, { photos: (draftOf(id)?.photos ?? []).map(one => (one.id === photo ? { ...one, ...change } : one)) })

/** A new draft; undefined when the device holds as many as it may. */
function begin(about: Partial<ReportDraft> = {}): ReportDraft | undefined {
  if (drafts.value.length >= mostReports) return undefined
  const draft = { ...newReport(newKey(), newKey(), now().toISOString()), ...about }
  drafts.value = withReport(drafts.value, draft)
  void write()
  return draft
}

/** Lets go of a draft and its photos. */
async function drop(id: string): Promise<void> {
  const photos = draftOf(id)?.photos ?? []
  drafts.value = drafts.value.filter(one => one.id !== id)
  await write()
  for (const photo of photos) await dropLocked(photo.id)
}

/** Adds a photo; false when the device has no room for it. */
async function addPhoto(id: string, { type, bytes, whole }: { type: string; bytes: ArrayBuffer; whole: boolean }): Promise<boolean> {
  const photo = `photo-${newKey()}`
  if (!(await lockBytes(photo, bytes))) return false
  const one: ReportPhoto = { id: photo, type, bytes: bytes.byteLength, whole, upload: '', token: '', state: 'here', code: '' }
  await keep(id, { photos: [...(draftOf(id)?.photos ?? []), one] })
  return true
}

async function dropPhoto(id: string, photo: string): Promise<void> {
  await keep(id, { photos: (draftOf(id)?.photos ?? []).filter(one => one.id !== photo) })
  await dropLocked(photo)
}

/** The bytes of a photo; undefined when they are gone. */
const photoBytes = (photo: string): Promise<ArrayBuffer | undefined> => unlockBytes(photo)

// The device was told to forget everything: what is in memory goes first, so that nothing writes it back.
watch(forgotten, () => (drafts.value = []), { flush: 'sync' })

export interface ComplaintDrafts {
  drafts: Ref<ReportDraft[]>
  known: Ref<boolean>
  open: typeof openDrafts
  draftOf: typeof draftOf
  begin: typeof begin
  keep: typeof keep
  keepPhoto: typeof keepPhoto
  drop: typeof drop
  addPhoto: typeof addPhoto
  dropPhoto: typeof dropPhoto
  photoBytes: typeof photoBytes
}

/** The complaints being written on this device. */
export function useComplaintDrafts(): ComplaintDrafts {
  return { drafts, known, open: openDrafts, draftOf, begin, keep, keepPhoto, drop, addPhoto, dropPhoto, photoBytes }
}
