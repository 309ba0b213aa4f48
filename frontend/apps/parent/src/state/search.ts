// What the family is looking for and what was found: one store for the whole app, so that list, map, scroll and words are
// still there when a page is left and entered again. The place, age and start come from the family (state/family.ts), the
// rest are filters. A link someone sent may bring its own place and age: they are borrowed, never stored, until the family acts.
import { computed, effectScope, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Empty, FacilityItem } from '@tuoyuquan/api'
import { fromSearch, plain, samePlace, toQuery, toSearch, type Anchor, type Criteria, type FacilityQuery, type Sort } from '@tuoyuquan/core'
import { api, stopper } from '@/platform/api'
import { recall, remember } from '@/platform/cache'
import { now } from '@/platform/clock'
import { coords, toWire, type Point } from '@/platform/coords'
import { follow } from '@/platform/live'
import { online } from '@/platform/network'
import { stored } from '@/platform/storage'
import { useFamily } from './family'
import { createCircles, type Circles } from './search/circles'
import { createClusters, type Box, type Clusters } from './search/clusters'
import { createLatest } from './search/latest'
import { createList, type Facets, type List } from './search/list'
import { createLive } from './search/live'

/** Filters: all of the criteria that do not belong to the family. */
export type Filters = Omit<Criteria, 'near' | 'ageMonths' | 'start'>
export type Borrowed = Partial<Pick<Criteria, 'near' | 'ageMonths' | 'start'>>

/** How many there are and of what, before a filter is applied. */
export interface Peek {
  total: number
  facets: Facets
  empty?: Empty
}

/** Vertices of the walking area: what the browser draws without effort, and what the mini-program's map is given. */
const vertices = coords === 'gcj02' ? 120 : 300
/** Milliseconds: a moving slider or map is asked about only when it pauses this long. */
const sliderPause = 60
const mapPause = 160
/** Milliseconds events are gathered before they are acted on. */
const gather = 500
/** An answer older than this (milliseconds) is asked again when the page is shown again. */
const longEnough = 60_000

const filtersOf = (c: Partial<Criteria>): Filters => {
  const { near: _near, ageMonths: _age, start: _start, ...filters } = { ...plain, ...c }
  return filters
}

interface Way {
  minutes: number
  profile: Criteria['profile']
}

const readWay = (raw: unknown): Way => {
  const { minutes, profile } = (typeof raw === 'object' && raw !== null ? raw : {}) as Partial<Record<keyof Way, unknown>>
  const fits = typeof minutes === 'number' && minutes >= 5 && minutes <= 60
  return { minutes: fits ? Math.round(minutes) : plain.minutes, profile: profile === 'stroller' ? 'stroller' : 'walk' }
}

/** What is sent: a piece of map the family chose to search replaces the walk from its places. */
export function asked(c: Criteria): Criteria {
  return c.bbox ? { ...c, near: [] } : c
}

/** The order when none was chosen: from a place the nearest first, for words what they mean, else who has most room. */
export function usualSort(c: Criteria): Sort {
  if (c.near.length && !c.bbox) return 'walk'
  return c.words.trim() ? 'relevance' : 'free'
}

const queryOf = (c: Criteria): FacilityQuery => toQuery({ ...asked(c), sort: c.sort ?? usualSort(c) }, coords, family.day.value)

const wireBox = (box: Box): string => {
  const [west, south] = toWire([box[0], box[1]])
  const [east, north] = toWire([box[2], box[3]])
  return [west, south, east, north].map(n => n.toFixed(6)).join(',')
}
const wirePoint = (point: Point): string =>
  toWire(point)
    .map(n => n.toFixed(6))
    .join(',')

const family = useFamily()
const way = stored<Way>('way', readWay)
const filters = ref<Filters>(filtersOf(way.value))
const borrowed = shallowRef<Borrowed>()

const criteria = computed<Criteria>(() => ({
  ...filters.value,
  near: family.near.value,
  ageMonths: family.ageMonths.value,
  start: family.start.value ? family.startDay.value : undefined,
  ...borrowed.value,
}))

const list = createList(
  (c, paging, signal) => api.get('/api/v1/facilities', { query: { ...queryOf(c), ...paging }, signal }),
  async (c, ids, signal) => {
    const { age_months, start, mode } = queryOf(c)
    const query = { id: ids.slice(0, 100), age_months, start, mode, coords, limit: 100, facets: false }
    return (await api.get('/api/v1/facilities', { query, signal })).items
  },
  { remember, recall },
  stopper,
)
const circles = createCircles(
  (point, minutes, profile, max_vertices, signal) =>
    api.get('/api/v1/circle', { query: { near: wirePoint(point), minutes, profile, coords, max_vertices }, signal }),
  vertices,
  stopper,
)
const clusters = createClusters(
  (c, box, zoom, signal) => {
    const { sort: _sort, bbox: _bbox, ...same } = queryOf(c)
    return api.get('/api/v1/clusters', { query: { ...same, bbox: wireBox(box), zoom, facets: false }, signal })
  },
  mapPause,
  stopper,
)

/** Facilities whose figures changed while they were in sight; for a polite word and a short mark. */
const changed = shallowRef<FacilityItem[]>([])
const live = createLive(
  {
    follow,
    changed: ids => {
      clusters.again()
      void refresh(ids)
    },
    gone: id => {
      list.remove(id)
      clusters.again()
    },
    reset: () => {
      clusters.again()
      void refresh(list.items.value.map(i => i.id))
    },
  },
  gather,
)

/** One facility as the list would show it, however far; undefined when it is no longer public. */
async function one(id: string): Promise<FacilityItem | undefined> {
  const { near, minutes, profile, age_months, start, mode } = queryOf({ ...criteria.value, minutes: 60 })
  const ask = async (walk: FacilityQuery) => {
    const query = { ...walk, id: [id], age_months, start, coords, facets: false, limit: 1 }
    return (await api.get('/api/v1/facilities', { query })).items[0]
  }
  return (near && (await ask({ near, minutes, profile, mode }))) || (await ask({}))
}

async function refresh(ids: string[]): Promise<void> {
  try {
    const now = await list.refresh(ids)
    if (now.length) changed.value = now
  } catch {
    // The figures in sight keep the time they were confirmed at; the next question says what is wrong.
  }
}

/** How many more these criteria would find among places for their own staff only; they are left out unless asked for. */
const staffPlaces = ref(0)
const staffAsked = createLatest(stopper)

async function countStaffPlaces(c: Criteria): Promise<void> {
  if (!c.open || list.problem.value || list.old.value) return staffAsked.stop()
  const query = { ...queryOf({ ...c, open: false }), limit: 1, facets: false }
  const outcome = await staffAsked.ask(signal => api.get('/api/v1/facilities', { query, signal }))
  if ('answer' in outcome) staffPlaces.value = Math.max(0, outcome.answer.total - list.total.value)
  else if ('failure' in outcome) staffPlaces.value = 0
}

/** Minutes under the finger while the slider moves. */
const sliding = ref<number>()
const slidingTotal = ref<number>()
const peeks = createLatest(stopper)
const slides = createLatest(stopper)
let slideTimer: ReturnType<typeof setTimeout> | undefined
let askedAt = 0

async function peekAt(c: Criteria, signal?: AbortSignal): Promise<Peek> {
  const { total, facets = {}, empty } = await api.get('/api/v1/facilities', { query: { ...queryOf(c), limit: 1, facets: true }, signal })
  return { total, facets, empty }
}

async function reload(): Promise<void> {
  askedAt = now().getTime()
  clusters.ask(criteria.value)
  drawCircle(0)
  const question = criteria.value
  await list.ask(question)
  if (question === criteria.value) void countStaffPlaces(question)
  const sequence = list.head.value?.sequence
  if (sequence !== undefined && list.old.value === undefined) live.follow(sequence)
}

function drawCircle(pause: number): void {
  const { near, minutes, profile } = asked(criteria.value)
  circles.want(near, sliding.value ?? minutes, profile, pause)
}

function slide(minutes: number): void {
  if (minutes === sliding.value) return
  sliding.value = minutes
  drawCircle(sliderPause)
  clearTimeout(slideTimer)
  slideTimer = setTimeout(async () => {
    const outcome = await slides.ask(signal => peekAt({ ...criteria.value, minutes }, signal))
    if ('answer' in outcome) slidingTotal.value = outcome.answer.total
  }, sliderPause * 2)
}

function settle(minutes: number): void {
  clearTimeout(slideTimer)
  slides.stop()
  sliding.value = undefined
  slidingTotal.value = undefined
  change({ minutes })
  const { near, profile } = asked(criteria.value)
  if (near.length) void circles.foresee(near, [minutes - 5, minutes + 5], profile)
}

/** Changes filters. Minutes and the way of walking are kept for next time: they are habits, not wishes of the moment. */
function change(patch: Partial<Filters>): void {
  filters.value = { ...filters.value, ...patch }
  if (patch.minutes !== undefined || patch.profile !== undefined) {
    way.value = { minutes: filters.value.minutes, profile: filters.value.profile }
  }
}

const samePlaces = (a: Anchor[], b: Anchor[]) => a.length === b.length && a.every(one => b.some(other => samePlace(one.point, other.point)))

/** Takes a search out of an address. What differs from the family's own place, age and start is borrowed. */
function open(query: Record<string, string | undefined>): void {
  const found = fromSearch(query)
  if (!Object.keys(found).length) return
  filters.value = filtersOf({ ...way.value, ...found })
  const own = criteriaOfFamily()
  const next: Borrowed = {}
  if (found.near?.length && !samePlaces(found.near, own.near)) next.near = found.near
  if (found.ageMonths !== undefined && found.ageMonths !== own.ageMonths) next.ageMonths = found.ageMonths
  if (found.start !== undefined && found.start !== own.start) next.start = found.start
  borrowed.value = Object.keys(next).length ? next : undefined
}

function criteriaOfFamily() {
  return { near: family.near.value, ageMonths: family.ageMonths.value, start: family.start.value ? family.startDay.value : undefined }
}

/** Searches with another place, age or start for now; the family's own stay as they are. */
function borrow(other: Borrowed): void {
  borrowed.value = { ...borrowed.value, ...other }
}

function giveBack(...parts: (keyof Borrowed)[]): void {
  const rest: Borrowed = { ...borrowed.value }
  for (const part of parts) delete rest[part]
  borrowed.value = Object.keys(rest).length ? rest : undefined
}

/** Returns to the family's own place, age and start. */
function ownAgain(): void {
  borrowed.value = undefined
}

/** Takes everything back but words, place and the way of walking. */
function clear(): void {
  const { minutes, profile, words, bbox, sort } = filters.value
  filters.value = filtersOf({ minutes, profile, words, bbox, sort })
}

const scope = effectScope(true)
let begun = false

/** Starts asking; called by the page that shows the answers. Later calls change nothing. */
function begin(): void {
  if (begun) return
  begun = true
  scope.run(() => {
    // What the family says anew about itself counts from then on; the rest of a link stays as it came.
    watch(family.near, (after, before) => samePlaces(after, before) || giveBack('near'))
    watch([family.ageMonths, family.start], () => giveBack('ageMonths', 'start'))
    watch(
      () => toSearch(criteria.value),
      () => void reload(),
      { immediate: true },
    )
    watch(online, is => {
      if (is && (list.problem.value || list.old.value)) void reload()
    })
  })
}

/** Asks again when the page comes back after a while (the mini-program has no stream of changes). */
function freshen(): void {
  if (begun && !list.loading.value && now().getTime() - askedAt > longEnough) {
    askedAt = now().getTime()
    clusters.again()
    void refresh(list.items.value.map(i => i.id))
  }
}

export interface Search {
  criteria: ComputedRef<Criteria>
  /** What is not this family's own now: place, age or start of a link, or left out for a wider search. */
  borrowed: ShallowRef<Borrowed | undefined>
  change: typeof change
  clear: typeof clear
  open: typeof open
  borrow: typeof borrow
  ownAgain: typeof ownAgain
  begin: typeof begin
  freshen: typeof freshen
  reload: typeof reload
  list: List
  clusters: Clusters
  circles: Circles
  /** Minutes under the finger and how many would be in reach, while the slider moves. */
  sliding: Ref<number | undefined>
  slidingTotal: Ref<number | undefined>
  /** Places for their own staff only that are left out. */
  staffPlaces: Ref<number>
  slide: typeof slide
  settle: typeof settle
  changed: ShallowRef<FacilityItem[]>
  one: typeof one
  /** How many facilities these criteria find. */
  count: (c: Criteria) => Promise<number>
  /** The same with the counts of every option; only the latest question is answered, an earlier one gets undefined. */
  peek: (c: Criteria) => Promise<Peek | undefined>
}

/** The one search of the app. */
export function useSearch(): Search {
  return {
    criteria,
    borrowed,
    change,
    clear,
    open,
    borrow,
    ownAgain,
    begin,
    freshen,
    reload,
    list,
    clusters,
    circles,
    sliding,
    slidingTotal,
    staffPlaces,
    slide,
    settle,
    changed,
    one,
    count: async c => (await peekAt(c)).total,
    async peek(c) {
      const outcome = await peeks.ask(signal => peekAt(c, signal))
      if ('failure' in outcome) throw outcome.failure
      return 'answer' in outcome ? outcome.answer : undefined
    },
  }
}

export type { Box, Facets }
