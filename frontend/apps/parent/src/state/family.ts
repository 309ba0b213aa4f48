// What this family told its own device: where it starts from, when the child was born, when care should begin. None of it
// leaves the device as it is: the server is sent points and an age in whole months, and only with a search.
import { computed, type ComputedRef, type Ref } from 'vue'
import { completedMonths, readDate, today, type Anchor, type CareDate } from '@tuoyuquan/core'
import { readPoint, type KnownPlace } from '@/place/known'
import { useNow } from '@/platform/clock'
import { stored } from '@/platform/storage'

/** Most starting places one search may have (limits.anchors of the server). */
export const maxAnchors = 5
/** Most places remembered for picking again. */
export const maxRecent = 6
/** What an anchor may stand for, in the order it is offered. */
export const labels = ['home', 'work', 'grandparents', 'other'] as const
export type Label = (typeof labels)[number]

const text = (raw: unknown, longest: number): string => (typeof raw === 'string' ? raw.slice(0, longest) : '')

/** Anchors out of what was stored: what is not one is dropped, the first five stay, no two with one id. */
export function readAnchors(raw: unknown): Anchor[] {
  if (!Array.isArray(raw)) return []
  const found: Anchor[] = []
  for (const one of raw as Partial<Record<keyof Anchor, unknown>>[]) {
    const point = readPoint(one?.point)
    const id = text(one?.id, 40)
    if (!point || !id || found.some(a => a.id === id)) continue
    const label = labels.find(l => l === one.label) ?? 'other'
    found.push({ id, label, name: text(one.name, 60), point })
  }
  return found.slice(0, maxAnchors)
}

/** Recent places out of what was stored. */
export function readRecent(raw: unknown): KnownPlace[] {
  if (!Array.isArray(raw)) return []
  const found: KnownPlace[] = []
  for (const one of raw as Partial<Record<keyof KnownPlace, unknown>>[]) {
    const point = readPoint(one?.point)
    const name = text(one?.name, 60)
    if (point && name) found.push({ id: text(one.id, 60), name, detail: text(one.detail, 60), point })
  }
  return found.slice(0, maxRecent)
}

const readDay = (raw: unknown): CareDate | '' => readDate(raw) ?? ''
const readIds = (raw: unknown): string[] => (Array.isArray(raw) ? raw.filter((id): id is string => typeof id === 'string') : [])

const birth = stored<CareDate | ''>('birth', readDay)
const start = stored<CareDate | ''>('start', readDay)
const anchors = stored<Anchor[]>('anchors', readAnchors)
const chosen = stored<string[]>('anchors-active', readIds)
const recent = stored<KnownPlace[]>('places-recent', readRecent)
const greeted = stored<boolean>('greeted', raw => raw === true)

const clock = useNow()
const day = computed(() => today(clock.value))
const active = computed<string[]>({
  get() {
    const ids = anchors.value.map(a => a.id).filter(id => chosen.value.includes(id))
    const first = anchors.value[0]
    return ids.length || !first ? ids : [first.id]
  },
  set(ids) {
    chosen.value = [...ids]
  },
})
const near = computed(() => anchors.value.filter(a => active.value.includes(a.id)))
const startDay = computed(() => (start.value && start.value > day.value ? start.value : day.value))
const ageMonths = computed(() => {
  if (!birth.value) return undefined
  return Math.min(120, Math.max(0, completedMonths(birth.value, startDay.value)))
})

function newId(): string {
  return `a${Date.now().toString(36)}${Math.floor(Math.random() * 46656).toString(36)}`
}

function addAnchor(place: Omit<Anchor, 'id'> & { id?: string }): Anchor | undefined {
  if (anchors.value.length >= maxAnchors) return
  const taken = anchors.value.some(a => a.id === place.id)
  const anchor: Anchor = { label: place.label, name: place.name, point: place.point, id: place.id && !taken ? place.id : newId() }
  anchors.value = [...anchors.value, anchor]
  chosen.value = [anchor.id]
  return anchor
}

function removeAnchor(id: string): () => void {
  const before = anchors.value
  const beforeActive = chosen.value
  anchors.value = before.filter(a => a.id !== id)
  chosen.value = beforeActive.filter(one => one !== id)
  return () => {
    const at = before.findIndex(a => a.id === id)
    const gone = before[at]
    if (!gone || anchors.value.some(a => a.id === id) || anchors.value.length >= maxAnchors) return
    anchors.value = [...anchors.value.slice(0, at), gone, ...anchors.value.slice(at)]
    if (beforeActive.includes(id)) chosen.value = [...chosen.value, id]
  }
}

function renameAnchor(id: string, to: Partial<Omit<Anchor, 'id'>>): void {
  anchors.value = anchors.value.map(a => (a.id === id ? { ...a, ...to, id } : a))
}

function setActive(ids: string[]): void {
  active.value = anchors.value.map(a => a.id).filter(id => ids.includes(id))
}

function rememberPlace(place: KnownPlace): void {
  const same = (a: KnownPlace) => (place.id !== '' && a.id === place.id) || a.name === place.name
  recent.value = [place, ...recent.value.filter(a => !same(a))].slice(0, maxRecent)
}

export interface Family {
  /** Birthday, or the due date while it lies ahead; '' when not told. */
  birth: Ref<CareDate | ''>
  /** First day of care as the family chose it; '' is today. A day gone by counts as today: use startDay. */
  start: Ref<CareDate | ''>
  /** First day of care to search for, never in the past. */
  startDay: ComputedRef<CareDate>
  /** Today in Asia/Shanghai. */
  day: ComputedRef<CareDate>
  /** Starting places, at most five, WGS-84. */
  anchors: Ref<Anchor[]>
  /** Ids of the places the search starts from (all must be in reach); never empty while there are anchors. */
  active: Ref<string[]>
  /** The active anchors, in order. */
  near: ComputedRef<Anchor[]>
  /** Completed months on startDay, 0 while not born, at most 120; undefined when the birthday is not told. */
  ageMonths: ComputedRef<number | undefined>
  /** Places picked before, newest first. */
  recent: Ref<KnownPlace[]>
  /** True once the start page was answered or skipped. */
  greeted: Ref<boolean>
  /** Adds a place and searches from it alone; undefined when there are five already. */
  addAnchor: typeof addAnchor
  /** Removes a place; the answer undoes it. */
  removeAnchor: typeof removeAnchor
  /** Changes name, label or point of a place. */
  renameAnchor: typeof renameAnchor
  setActive: typeof setActive
  rememberPlace: typeof rememberPlace
}

/** The one family of this device. */
export function useFamily(): Family {
  return {
    birth,
    start,
    startDay,
    day,
    anchors,
    active,
    near,
    ageMonths,
    recent,
    greeted,
    addAnchor,
    removeAnchor,
    renameAnchor,
    setActive,
    rememberPlace,
  }
}
