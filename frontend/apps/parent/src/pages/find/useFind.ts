// What the find page knows: which facility is lit on list and map, where the map looks, and what a piece of advice changes.
import { computed, ref, shallowRef, watch } from 'vue'
import type { Circle, Cluster, FacilityItem } from '@tuoyuquan/api'
import { countFilters, relax, type Box, type Criteria } from '@tuoyuquan/core'
import type { Moved } from '@/map/props'
import { fromWire } from '@/platform/coords'
import { useSearch } from '@/state/search'

/** The share of its width or height a window must move before searching there is offered. */
const farEnough = 0.25
/** Degrees: facilities this close together are not told apart by coming nearer. */
const together = 0.0003

/** The window around what was drawn, WGS-84; undefined without a shape. */
export function boxOf(circle: Circle | undefined): Box | undefined {
  if (!circle) return undefined
  const box: Box = [180, 90, -180, -90]
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return
    if (typeof part[0] === 'number' && typeof part[1] === 'number') {
      box[0] = Math.min(box[0], part[0])
      box[1] = Math.min(box[1], part[1])
      box[2] = Math.max(box[2], part[0])
      box[3] = Math.max(box[3], part[1])
    } else part.forEach(visit)
  }
  visit(circle.geometry.coordinates)
  return box[0] < box[2] ? [...fromWire([box[0], box[1]]), ...fromWire([box[2], box[3]])] : undefined
}

/** Whether the window left where it was by more than a quarter, or looks at less than half or more than twice of it. */
export function movedAway(from: Box, to: Box): boolean {
  const [width, height] = [from[2] - from[0], from[3] - from[1]]
  const dx = Math.abs(to[0] + to[2] - from[0] - from[2]) / 2
  const dy = Math.abs(to[1] + to[3] - from[1] - from[3]) / 2
  const scale = (to[2] - to[0]) / width
  return dx > width * farEnough || dy > height * farEnough || scale > 2
}

/** Lit, selected and looked at: state shared by list and map of the page. */
export function useFind() {
  const search = useSearch()
  /** Under the pointer or the focus, on either side. */
  const hovered = ref('')
  /** Chosen on the map, until closed. */
  const selected = ref('')
  const selectedItem = shallowRef<FacilityItem>()
  const lit = computed(() => hovered.value || selected.value)
  /** Where the lit one stands, as the server gave it. */
  const litAt = computed(() => [selectedItem.value, ...search.list.items.value].find(i => i?.id === lit.value)?.point)
  /** The part of the map in sight that nothing lies over, and where that was when it was last searched. */
  const window = shallowRef<Box>()
  const base = shallowRef<Box>()
  const offerArea = ref(false)

  function moved(look: Moved): void {
    window.value = look.clear
    search.clusters.look(look.bbox, look.zoom)
    if (!look.byUser || !base.value) {
      base.value = look.clear
      offerArea.value = false
      return
    }
    offerArea.value = movedAway(base.value, look.clear)
  }

  function searchHere(): void {
    if (!window.value) return
    base.value = window.value
    offerArea.value = false
    search.change({ bbox: window.value })
  }

  async function select(id: string): Promise<void> {
    selected.value = id
    selectedItem.value = search.list.items.value.find(i => i.id === id)
    if (!id || selectedItem.value) return
    try {
      const found = await search.one(id)
      if (selected.value === id) selectedItem.value = found
    } catch {
      if (selected.value === id) selected.value = ''
    }
  }

  // A figure that changed on the list changes on the card over the map as well.
  watch(search.list.items, items => {
    const fresh = items.find(i => i.id === selected.value)
    if (fresh) selectedItem.value = fresh
  })

  /** Where a pressed cluster leads: nearer, or to the list of what stands in one spot. */
  function nearer(cluster: Cluster, fit: (box: Box) => void): void {
    const [west, south, east, north] = cluster.bbox ?? []
    if (west === undefined || south === undefined || east === undefined || north === undefined) return
    const box: Box = [...fromWire([west, south]), ...fromWire([east, north])]
    if (east - west < together && north - south < together) {
      search.change({ bbox: [box[0] - together, box[1] - together, box[2] + together, box[3] + together] })
    } else fit(box)
  }

  return { search, hovered, selected, selectedItem, lit, litAt, base, offerArea, moved, searchHere, select, nearer }
}

/** How advice is followed: filters are dropped, what belongs to the family is only left out for now. */
export function followAdvice(drop: string, minutes: number | undefined): void {
  const { criteria, change, borrow } = useSearch()
  if (drop === 'minutes') {
    if (minutes !== undefined) change({ minutes })
  } else if (drop === 'near') borrow({ near: [] })
  else if (drop === 'age_months') borrow({ ageMonths: undefined })
  else {
    const { near: _near, ageMonths: _age, start: _start, ...filters } = relax(criteria.value, drop)
    change({ feeMax: undefined, from: undefined, until: undefined, vacantBy: undefined, bbox: undefined, sort: undefined, ...filters })
  }
}

/** Filters on, as told on the filter button: the child's age counts as known, not as a filter to clear. */
export function filtersOn(c: Criteria): number {
  return countFilters({ ...c, ageMonths: undefined, start: undefined, words: '' })
}
