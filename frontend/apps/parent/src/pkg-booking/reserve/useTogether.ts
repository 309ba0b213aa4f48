// Siblings who are asked for together, and a place that this one is to replace: what a wish holds besides one child.
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { Application, Child, FacilityDetail, Openings } from '@tuoyuquan/api'
import { completedMonths } from '@tuoyuquan/core'
import { canJoin, mostMates, offerTogether, placeOf, transferOf, withMate, type Draft } from '@tuoyuquan/core/booking'
import { api } from '@/platform/api'
import { choicesOf, type Choice } from './choices'

/** What of a reservation these turn on. */
interface Reserving {
  facility: Ref<FacilityDetail['facility'] | undefined>
  draft: Ref<Draft | undefined>
  children: Ref<readonly Child[]>
  apps: Ref<readonly Application[]>
  choice: ComputedRef<Choice | undefined>
  start: ComputedRef<string>
  keep: (change: Partial<Draft>) => void
}

/** A sibling who could come along, and the classes here that take it. */
export interface Sibling {
  child: Child
  rooms: Choice[]
  /** Comes along. */
  on: boolean
  room?: Choice
}

export function useTogether({ facility, draft, children, apps, choice, start, keep }: Reserving) {
  const known = ref<Record<string, Openings>>({})
  const problem = shallowRef<unknown>()
  const ageOf = (child: Child) => Math.max(0, completedMonths(child.birth, start.value))
  const others = computed(() => children.value.filter(one => one.id !== draft.value?.child))
  const ages = computed(() => (facility.value && choice.value ? [...new Set(others.value.map(ageOf))] : []))

  const place = computed(() => placeOf(apps.value, draft.value?.child ?? '', draft.value?.class ?? ''))
  const transfer = computed(() => transferOf(place.value, choice.value?.mode ?? '', draft.value?.transfer ?? ''))
  const replaces = computed(() => (transfer.value === 'replace' ? (place.value?.id ?? '') : ''))

  async function ask(): Promise<void> {
    const id = facility.value?.id
    if (!id) return
    const asked = question.value
    try {
      const found = await Promise.all(
        ages.value.map(async age => {
          const query = { age_months: age, start: start.value }
          return [String(age), await api.get('/api/v1/facilities/{id}/openings', { path: { id }, query })] as const
        }),
      )
      if (asked !== question.value) return
      known.value = Object.fromEntries(found)
      problem.value = undefined
    } catch (error) {
      if (asked === question.value) problem.value = error
    }
  }
  const question = computed(() => JSON.stringify([facility.value?.id, start.value, ages.value]))
  watch(question, () => void ask(), { immediate: true })

  /** Siblings with a class here; nobody while another place is to be given up, which is for one child only. */
  const siblings = computed<Sibling[]>(() => {
    if (!choice.value || ['replace', 'ask', 'barred'].includes(transfer.value)) return []
    return others.value
      .map(child => {
        const age = ageOf(child)
        const fits = { birth: child.birth, age, start: start.value }
        const rooms = choicesOf(known.value[String(age)], facility.value?.classes, fits).filter(
          room => room.offer.kind !== 'none' && canJoin(apps.value, child.id, room),
        )
        const mate = draft.value?.with.find(one => one.child === child.id)
        return { child, rooms, on: mate !== undefined, room: rooms.find(one => one.id === mate?.class) }
      })
      .filter(one => one.rooms.length > 0)
  })
  const together = computed(() => siblings.value.filter(one => one.on))
  /** Every sibling who was to come along does, and has a class; the question about the old place is answered. */
  const settled = computed(
    () =>
      transfer.value === 'replace' ||
      (transfer.value !== 'ask' &&
        transfer.value !== 'barred' &&
        (draft.value?.with ?? []).every(mate => together.value.some(one => one.child.id === mate.child && one.room))),
  )
  // Whom no class here takes any more stays behind, and it is seen on the screen.
  const loaded = computed(() => ages.value.length > 0 && ages.value.every(age => known.value[String(age)]))
  watch([siblings, loaded], () => {
    const list = draft.value?.with ?? []
    const left = list.filter(mate => siblings.value.some(one => one.child.id === mate.child))
    if (loaded.value && draft.value?.step === 1 && left.length < list.length) keep({ with: left })
  })
  const offer = computed(() => {
    const first = choice.value
    if (!first) return
    const rooms = together.value.flatMap(one => one.room ?? [])
    return offerTogether([first, ...rooms].map(one => ({ room: one.id, offer: one.offer })))
  })

  /** A sibling comes along, into the only class there is or the one the first child has chosen; or does not. */
  function bring({ child, rooms }: Sibling, on: boolean): void {
    const list = draft.value?.with ?? []
    if (!on) return keep({ with: list.filter(one => one.child !== child.id) })
    const room = rooms.length === 1 ? rooms[0] : rooms.find(one => one.id === choice.value?.id)
    if (list.length < mostMates) keep({ with: withMate(list, { child: child.id, class: room?.id ?? '' }) })
  }
  const setRoom = (child: string, room: string) => keep({ with: withMate(draft.value?.with ?? [], { child, class: room }) })

  return { place, transfer, replaces, siblings, together, settled, offer, problem, bring, setRoom, askAgain: ask }
}
