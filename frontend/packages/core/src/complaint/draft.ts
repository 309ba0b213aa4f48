// A complaint while it is being written. It lies on the device from the first field on, so that a killed app, a dead battery or no
// network lose nothing; nothing of it leaves the device before the person presses send. It carries the key it is sent with, so that a
// complaint sent twice is one.
import { readDate, today } from '../date'
import { readPhone } from '../person'
import { isCategory, mayBeNameless, type ComplaintCategory } from './kinds'

export const steps = [1, 2, 3, 4] as const
export type ReportStep = (typeof steps)[number]

/** Limits as the server has them, for the time before it is asked. */
export interface ReportLimits {
  /** Shortest and longest statement, in characters. */
  least: number
  most: number
  photos: number
  /** Of one photo, in bytes. */
  bytes: number
}
export const usualLimits: ReportLimits = { least: 10, most: 2000, photos: 9, bytes: 20 * 1024 * 1024 }
export const wantsMost = 300

/** A photo that belongs to a draft; its bytes lie on the device under id. */
export interface ReportPhoto {
  id: string
  type: string
  bytes: number
  /** The camera's own file instead of a smaller drawing of it. */
  whole: boolean
  /** The server's name and secret for it, '' before it is sent. */
  upload: string
  token: string
  state: 'here' | 'ready' | 'refused'
  /** Why it was refused. */
  code: string
}

export interface ReportPlace {
  name: string
  /** WGS-84 longitude and latitude. */
  point: [number, number]
}

export interface ReportOffice {
  name: string
  phone?: string
}

export const lengthUnits = ['minute', 'hour', 'day', 'working_day'] as const
export interface ReportClock {
  kind: string
  due: string
  length: number
  unit: (typeof lengthUnits)[number]
}

/** What came back once the complaint was there. */
export interface ReportReceipt {
  id: string
  no: string
  code: string
  office: ReportOffice
  /** The clock that runs first: what is due, until when, and within what. */
  clock?: ReportClock
  emergency: boolean
}

export interface ReportDraft {
  id: string
  /** What it is sent with: the same key is the same complaint. */
  key: string
  /** When it was last touched. */
  at: string
  step: ReportStep
  facility: string
  facilityName: string
  place?: ReportPlace
  category: ComplaintCategory | ''
  /** Whether a child is in danger now; undefined is not said yet. */
  danger?: boolean
  happened: string
  text: string
  wants: string
  as: '' | 'named' | 'nameless'
  name: string
  phone: string
  contact: 'app' | 'phone' | 'none'
  /** The photos' own files may be kept sealed as evidence. */
  keepOriginals: boolean
  photos: ReportPhoto[]
  /** The open case it joins, or ''. */
  join: string
  child: string
  /** '' while it is written; asked once the person pressed send; posted once the statement itself may have reached the server. */
  sending: '' | 'asked' | 'posted'
  /** What went out, to the letter, once it may have reached the server: sent again it is the same. */
  sent: string
  receipt?: ReportReceipt
}

export const mostReports = 3
export const reportDays = 90

export function newReport(id: string, key: string, at: string): ReportDraft {
  return {
    id,
    key,
    at,
    step: 1,
    facility: '',
    facilityName: '',
    category: '',
    happened: '',
    text: '',
    wants: '',
    as: '',
    name: '',
    phone: '',
    contact: 'app',
    keepOriginals: false,
    photos: [],
    join: '',
    child: '',
    sending: '',
    sent: '',
  }
}

const cut = (raw: unknown, most: number): string => (typeof raw === 'string' ? raw.slice(0, most) : '')
const oneOf = <T extends string>(raw: unknown, all: readonly T[], otherwise: T): T =>
  (all as readonly unknown[]).includes(raw) ? (raw as T) : otherwise

type Raw<T> = Partial<Record<keyof T, unknown>>

function readPhoto(raw: Raw<ReportPhoto>): ReportPhoto | undefined {
  const id = cut(raw?.id, 80)
  if (!id) return undefined
  return {
    id,
    type: cut(raw.type, 40),
    bytes: typeof raw.bytes === 'number' && raw.bytes > 0 ? raw.bytes : 0,
    whole: raw.whole === true,
    upload: cut(raw.upload, 80),
    token: cut(raw.token, 200),
    state: oneOf(raw.state, ['here', 'ready', 'refused'], 'here'),
    code: cut(raw.code, 60),
  }
}

function readPlace(raw: unknown): ReportPlace | undefined {
  const { name, point } = (raw ?? {}) as Raw<ReportPlace>
  if (!Array.isArray(point) || point.length !== 2) return undefined
  const [lon, lat] = point as unknown[]
  if (typeof lon !== 'number' || typeof lat !== 'number' || !(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 85)) return undefined
  return { name: cut(name, 100), point: [lon, lat] }
}

function readClock(raw: unknown): ReportClock | undefined {
  const { kind, due, length, unit } = (raw ?? {}) as Raw<ReportClock>
  if (typeof length !== 'number' || Number.isNaN(Date.parse(cut(due, 40)))) return undefined
  return { kind: cut(kind, 40), due: cut(due, 40), length, unit: oneOf(unit, lengthUnits, 'day') }
}

function readReceipt(raw: unknown): ReportReceipt | undefined {
  const one = (raw ?? {}) as Raw<ReportReceipt>
  const no = cut(one.no, 60)
  if (!no) return undefined
  const clock = readClock(one.clock)
  const office = (one.office ?? {}) as Raw<ReportOffice>
  const phone = cut(office.phone, 40)
  return {
    id: cut(one.id, 80),
    no,
    code: cut(one.code, 60),
    office: { name: cut(office.name, 100), ...(phone && { phone }) },
    ...(clock && { clock }),
    emergency: one.emergency === true,
  }
}

function readReport(raw: Raw<ReportDraft>, now: Date): ReportDraft | undefined {
  const [id, key, at] = [cut(raw?.id, 80), cut(raw?.key, 80), cut(raw?.at, 40)]
  const age = now.getTime() - Date.parse(at)
  if (!id || !key || !(age < reportDays * 86_400_000)) return undefined
  const place = readPlace(raw.place)
  const receipt = readReceipt(raw.receipt)
  return {
    ...newReport(id, key, at),
    step: raw.step === 2 || raw.step === 3 || raw.step === 4 ? raw.step : 1,
    facility: cut(raw.facility, 80),
    facilityName: cut(raw.facilityName, 200),
    ...(place && { place }),
    category: isCategory(raw.category) ? raw.category : '',
    ...(typeof raw.danger === 'boolean' && { danger: raw.danger }),
    happened: readDate(raw.happened) ?? '',
    text: cut(raw.text, 8000),
    wants: cut(raw.wants, 2000),
    as: oneOf(raw.as, ['named', 'nameless'] as const, '' as never),
    name: cut(raw.name, 40),
    phone: cut(raw.phone, 40),
    contact: oneOf(raw.contact, ['app', 'phone', 'none'], 'app'),
    keepOriginals: raw.keepOriginals === true,
    photos: Array.isArray(raw.photos) ? raw.photos.flatMap(one => readPhoto(one as Raw<ReportPhoto>) ?? []).slice(0, 20) : [],
    join: cut(raw.join, 120),
    child: cut(raw.child, 80),
    sending: oneOf(raw.sending, ['asked', 'posted'] as const, '' as never),
    sent: cut(raw.sent, 20_000),
    ...(receipt && { receipt }),
  }
}

/** Drafts out of what the device kept: what is none is dropped, and what nobody touched for ninety days. */
export function readReports(raw: unknown, now: Date): ReportDraft[] {
  if (!Array.isArray(raw)) return []
  const found: ReportDraft[] = []
  for (const one of raw) {
    const draft = readReport(one as Raw<ReportDraft>, now)
    if (draft && !found.some(other => other.id === draft.id)) found.push(draft)
  }
  return found.slice(0, mostReports)
}

/** The drafts with one of them put in front. */
export function withReport(drafts: readonly ReportDraft[], draft: ReportDraft): ReportDraft[] {
  return [draft, ...drafts.filter(one => one.id !== draft.id)]
}

/** Whether somebody wrote anything worth keeping. */
export function isBegun(draft: ReportDraft): boolean {
  return Boolean(draft.category || draft.text.trim() || draft.photos.length || draft.danger !== undefined)
}

/** How many characters a text has, as the server counts: one for each, whatever it takes in memory. */
export const textLength = (text: string): number => [...text.trim()].length

/** What a complaint still lacks, in the order it is asked. */
export type Lack = 'danger' | 'category' | 'where' | 'happened' | 'text' | 'long' | 'wants' | 'photos' | 'refused' | 'as' | 'name' | 'phone'

export interface Asks {
  now: Date
  limits: ReportLimits
  /** Whether the kind chosen may go without a name. */
  namelessOk: boolean
  signedIn: boolean
}

/** What a step of the draft still lacks. */
export function lacks(draft: ReportDraft, step: ReportStep, asks: Asks): Lack[] {
  const found: (Lack | false)[] = {
    1: () => [draft.danger === undefined && ('danger' as const), !draft.category && ('category' as const)],
    2: () => {
      const length = textLength(draft.text)
      return [
        !draft.facility && !draft.place?.name.trim() && ('where' as const),
        draft.happened !== '' && draft.happened > today(asks.now) && ('happened' as const),
        length < asks.limits.least && ('text' as const),
        length > asks.limits.most && ('long' as const),
        textLength(draft.wants) > wantsMost && ('wants' as const),
      ]
    },
    3: () => {
      const called = isNamed(draft, asks.namelessOk)
      const byPhone = called && (draft.contact === 'phone' || !asks.signedIn)
      return [
        draft.photos.length > asks.limits.photos && ('photos' as const),
        draft.photos.some(one => one.state === 'refused') && ('refused' as const),
        asks.namelessOk && !draft.as && ('as' as const),
        called && !draft.name.trim() && ('name' as const),
        (byPhone || (called && draft.phone.trim() !== '')) && !readPhone(draft.phone) && ('phone' as const),
      ]
    },
    4: () => [],
  }[step]()
  return found.filter((one): one is Lack => one !== false)
}

/** The first step that lacks something; the last one when nothing does. */
export function firstLacking(draft: ReportDraft, asks: Asks): ReportStep {
  return steps.find(step => lacks(draft, step, asks).length > 0) ?? 4
}

/** Whether it goes with a name: chosen, or because the kind asks for one. */
export function isNamed(draft: ReportDraft, namelessOk = mayBeNameless(draft.category)): boolean {
  return draft.as === 'named' || !namelessOk
}
