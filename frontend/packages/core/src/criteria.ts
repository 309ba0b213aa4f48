import type { CareDate } from './date'
import { readDate } from './date'
import { clock, needSpan, readClock } from './hours'
import { careAges } from './age'
import { toGcj02 } from './coords'
import {
  kinds,
  modes,
  natures,
  sorts,
  type Box,
  type Coords,
  type FacilityQuery,
  type Kind,
  type Mode,
  type Nature,
  type Point,
  type Profile,
  type Sort,
} from './words'

/** A place the family sets out from. Its label and name stay on the device. */
export interface Anchor {
  id: string
  label: 'home' | 'work' | 'grandparents' | 'other'
  name: string
  /** WGS-84 */
  point: Point
}

/** What a family looks for. */
export interface Criteria {
  near: Anchor[]
  /** Longest walk, 5 to 60. */
  minutes: number
  profile: Profile
  /** Completed months on the start date. */
  ageMonths?: number
  start?: CareDate
  mode: Mode[]
  inclusive: boolean
  kind: Kind[]
  nature: Nature[]
  /** Yuan a month. */
  feeMax?: number
  /** 1 Monday to 7 Sunday. */
  days: number[]
  /** HH:MM */
  from?: string
  until?: string
  vacant: boolean
  vacantBy?: CareDate
  words: string
  /** Only facilities open to every family, as nearly every family wants; false also lists those for their own staff. */
  open: boolean
  bbox?: Box
  sort?: Sort
}

/** What is looked for when nothing was said. */
export const plain: Criteria = {
  near: [],
  minutes: 15,
  profile: 'walk',
  mode: [],
  inclusive: false,
  kind: [],
  nature: [],
  days: [],
  vacant: false,
  words: '',
  open: true,
}

/** The limits of the server that the app keeps to. */
export const bounds = { anchors: 5, minMinutes: 5, maxMinutes: 60, maxAgeMonths: 120, maxFee: 1_000_000, maxWords: 100 } as const

/** How many filters differ from the plain search, beyond where from, how far, the order and the map's rectangle. */
export function countFilters(c: Criteria): number {
  const on = [
    c.ageMonths !== undefined,
    c.start !== undefined,
    c.mode.length > 0,
    c.inclusive,
    c.kind.length > 0,
    c.nature.length > 0,
    c.feeMax !== undefined,
    needSpan(c) !== undefined,
    c.vacant || c.vacantBy !== undefined,
    c.words.trim() !== '',
    c.open !== plain.open,
  ]
  return on.filter(Boolean).length
}

/**
 * The query of GET /api/v1/facilities, without limit and cursor; points in the coordinate system named. Only an age in months is
 * ever sent, never a birthday. With today given, a start that has passed is left out and counts as today.
 */
export function toQuery(c: Criteria, coords: Coords, today?: CareDate): FacilityQuery {
  const query: FacilityQuery = { coords }
  const wire = (point: Point): string => {
    const [lon, lat] = coords === 'gcj02' ? toGcj02(point) : point
    return `${round(lon, 6)},${round(lat, 6)}`
  }
  if (c.near.length > 0) {
    query.near = c.near
      .slice(0, bounds.anchors)
      .map(anchor => wire(anchor.point))
      .join(';')
    query.minutes = c.minutes
    query.profile = c.profile
  }
  if (c.bbox) query.bbox = `${wire([c.bbox[0], c.bbox[1]])},${wire([c.bbox[2], c.bbox[3]])}`
  if (c.ageMonths !== undefined) query.age_months = Math.min(Math.max(0, c.ageMonths), bounds.maxAgeMonths)
  const start = c.start !== undefined && (today === undefined || c.start > today) ? c.start : undefined
  if (start) query.start = start
  if (c.mode.length > 0) query.mode = [...c.mode]
  if (c.kind.length > 0) query.kind = [...c.kind]
  if (c.nature.length > 0) query.nature = [...c.nature]
  if (c.inclusive) query.inclusive = true
  if (c.open) query.open = true
  if (c.feeMax !== undefined) query.fee_max = c.feeMax
  const span = needSpan(c)
  if (span) {
    if (c.days.length > 0) query.days = span.days
    query.from = clock(span.from)
    query.until = clock(span.until)
  }
  const by = c.vacantBy !== undefined && c.vacantBy > (start ?? today ?? '') ? c.vacantBy : undefined
  if (by) query.vacant_by = by
  else if (c.vacant || c.vacantBy !== undefined) query.vacant = true
  const words = c.words.trim()
  if (words) query.words = words
  if (c.sort && !(c.sort === 'walk' && c.near.length === 0) && !(c.sort === 'relevance' && !words)) query.sort = c.sort
  return query
}

/**
 * The criteria as a query string for the address bar and for sharing: short stable names, points to four decimals (11 m), nothing
 * that is as by default. Names and labels of places stay on the device.
 */
export function toSearch(c: Criteria): string {
  const pairs: [string, string][] = []
  const put = (name: string, value: string | undefined | false) => {
    if (value) pairs.push([name, value])
  }
  put('at', c.near.map(anchor => anchor.point.map(n => round(n, 4)).join(',')).join(';'))
  put('min', c.minutes !== plain.minutes && String(c.minutes))
  put('by', c.profile !== plain.profile && c.profile)
  put('age', c.ageMonths !== undefined && String(c.ageMonths))
  put('start', c.start)
  put('mode', c.mode.join(','))
  put('incl', c.inclusive && '1')
  put('kind', c.kind.join(','))
  put('nature', c.nature.join(','))
  put('fee', c.feeMax !== undefined && String(c.feeMax))
  put('days', c.days.join(''))
  put('from', c.from?.replace(':', ''))
  put('until', c.until?.replace(':', ''))
  put('room', c.vacant && '1')
  put('roomby', c.vacantBy)
  put('q', c.words.trim().replace(/%/g, '％')) // a mini-program hands queries over undecoded, H5 decoded: decoding twice must do no harm
  put('open', c.open !== plain.open && '0')
  put('box', c.bbox?.map(n => round(n, 4)).join(','))
  put('sort', c.sort)
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%2C/g, ',').replace(/%3B/g, ';')}`).join('&')
}

/** The criteria a query names. Whatever is not understood, out of bounds or of the wrong kind is left out. */
export function fromSearch(query: Readonly<Record<string, unknown>>): Partial<Criteria> {
  const text = (name: string): string | undefined => {
    const value = Object.prototype.hasOwnProperty.call(query, name) ? query[name] : undefined
    return typeof value === 'string' && value !== '' ? decoded(value) : undefined
  }
  const c: Partial<Criteria> = {}
  const set = <K extends keyof Criteria>(key: K, value: Criteria[K] | undefined) => {
    if (value !== undefined) c[key] = value
  }
  const near = text('at')?.split(';').map(readPoint)
  if (near && near.length <= bounds.anchors && near.every(point => point !== undefined))
    set(
      'near',
      unique(near.map(anchorAt), a => a.id),
    )
  set('minutes', whole(text('min'), bounds.minMinutes, bounds.maxMinutes))
  set('profile', oneOf(['walk', 'stroller'] as const, text('by')))
  set('ageMonths', whole(text('age'), careAges.from, bounds.maxAgeMonths))
  set('start', readDate(text('start')))
  set('mode', listOf(modes, text('mode')))
  set('inclusive', text('incl') === '1' || undefined)
  set('kind', listOf(kinds, text('kind')))
  set('nature', listOf(natures, text('nature')))
  set('feeMax', whole(text('fee'), 0, bounds.maxFee))
  set('days', readDays(text('days')))
  const [from, until] = readSpan(text('from'), text('until'))
  set('from', from)
  set('until', until)
  set('vacant', text('room') === '1' || undefined)
  set('vacantBy', readDate(text('roomby')))
  set('words', readWords(text('q')))
  set('open', text('open') === '0' ? false : undefined)
  set('bbox', readBox(text('box')))
  set('sort', oneOf(sorts, text('sort')))
  return c
}

/** An anchor of a link: a bare point, to be named by the device that knows the place, or shown as a shared one. */
export function anchorAt(point: Point): Anchor {
  return { id: `@${round(point[0], 4)},${round(point[1], 4)}`, label: 'other', name: '', point }
}

/** Whether two points are the same place to the precision of a link. */
export function samePlace(a: Point, b: Point): boolean {
  return round(a[0], 4) === round(b[0], 4) && round(a[1], 4) === round(b[1], 4)
}

/** The criteria without one filter, named as the server names it in what an empty list advises. */
export function relax(c: Criteria, drop: string): Criteria {
  const out: Criteria = { ...c }
  switch (drop) {
    case 'vacant':
      out.vacant = false
      delete out.vacantBy
      break
    case 'fee_max':
      delete out.feeMax
      break
    case 'days':
      out.days = []
      delete out.from
      delete out.until
      break
    case 'kind':
      out.kind = []
      break
    case 'nature':
      out.nature = []
      break
    case 'mode':
      out.mode = []
      break
    case 'inclusive':
      out.inclusive = false
      break
    case 'open':
      out.open = false
      break
    case 'age_months':
      delete out.ageMonths
      break
    case 'words':
      out.words = ''
      break
    case 'bbox':
      delete out.bbox
      break
    case 'near':
      out.near = []
      break
  }
  return out
}

function round(n: number, decimals: number): number {
  const factor = 10 ** decimals
  return Math.round(n * factor) / factor || 0 // no -0
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function numbers(text: string): number[] | undefined {
  const list = text.split(',')
  return list.every(part => /^-?\d{1,3}(\.\d{1,15})?$/.test(part)) ? list.map(Number) : undefined
}

function readPoint(text: string): Point | undefined {
  const n = numbers(text)
  return n && n.length === 2 && onEarth(n as Point) ? (n as Point) : undefined
}

function readBox(text: string | undefined): Box | undefined {
  const n = text === undefined ? undefined : numbers(text)
  if (!n || n.length !== 4) return undefined
  const [w, s, e, north] = n as Box
  return onEarth([w, s]) && onEarth([e, north]) && w < e && s < north ? [w, s, e, north] : undefined
}

function onEarth([lon, lat]: Point): boolean {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 85
}

function whole(text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined || !/^\d{1,7}$/.test(text)) return undefined
  const n = Number(text)
  return n >= least && n <= most ? n : undefined
}

function oneOf<T extends string>(all: readonly T[], text: string | undefined): T | undefined {
  return all.find(one => one === text)
}

function listOf<T extends string>(all: readonly T[], text: string | undefined): T[] | undefined {
  const named = text?.split(',')
  const known = all.filter(one => named?.includes(one))
  return known.length > 0 ? known : undefined
}

function readDays(text: string | undefined): number[] | undefined {
  if (text === undefined || !/^[1-7]{1,7}$/.test(text)) return undefined
  return unique(text.split('').map(Number), day => day).sort((a, b) => a - b)
}

function readSpan(from: string | undefined, until: string | undefined): [string | undefined, string | undefined] {
  const a = readTime(from, 23 * 60 + 59)
  const b = readTime(until, 24 * 60)
  return a !== undefined && b !== undefined && a >= b
    ? [undefined, undefined]
    : [a === undefined ? undefined : clock(a), b === undefined ? undefined : clock(b)]
}

function readTime(text: string | undefined, last: number): number | undefined {
  const minutes = text !== undefined && /^\d{4}$/.test(text) ? readClock(`${text.slice(0, 2)}:${text.slice(2)}`) : undefined
  return minutes !== undefined && minutes <= last ? minutes : undefined
}

function readWords(text: string | undefined): string | undefined {
  // Control characters have no place in words that people typed.
  const words = text?.replace(/\p{Cc}/gu, ' ').trim()
  return words ? Array.from(words).slice(0, bounds.maxWords).join('').trim() : undefined
}

function unique<T, K>(list: T[], key: (one: T) => K): T[] {
  const seen = new Set<K>()
  return list.filter(one => !seen.has(key(one)) && seen.add(key(one)))
}
