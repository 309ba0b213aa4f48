// The facility at which a time is booked, what it offers, and what is known of whoever books: what a visit and care by the hour begin with.
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { FacilityDetail, Openings } from '@tuoyuquan/api'
import { useOpenings } from '@/booking/useOpenings'
import { api } from '@/platform/api'
import { coords } from '@/platform/coords'
import { useQuery } from '@/platform/nav'
import { useBookings } from '@/state/bookings'
import { useConsents } from '@/state/consents'
import { whenSignedIn } from '@/state/login'
import { usePeople } from '@/state/people'

export interface AtFacility {
  /** Which of the times the page is about. */
  chosen: Ref<string>
  facility: ShallowRef<FacilityDetail['facility'] | undefined>
  openings: ShallowRef<Openings | undefined>
  /** What kept the facility or its times from the page. */
  lost: ComputedRef<unknown>
  busy: Ref<boolean>
  /** Asks for the times anew, and for the facility where its answer did not come. */
  again: () => Promise<void>
}

/** Reads the facility and the time from the page's query, the time under the name `what`. */
export function useAtFacility(what: 'slot' | 'session'): AtFacility {
  const id = ref('')
  const chosen = ref('')
  const facility = shallowRef<FacilityDetail['facility']>()
  const problem = shallowRef<unknown>()
  const offered = useOpenings(computed(() => (id.value ? { id: id.value } : undefined)))
  const { load: loadMine } = useBookings()
  const people = usePeople()
  const consents = useConsents()

  async function ask(): Promise<void> {
    try {
      facility.value = (await api.get('/api/v1/facilities/{id}', { path: { id: id.value }, query: { coords } })).facility
      problem.value = undefined
    } catch (error) {
      problem.value = error
    }
  }
  useQuery(query => {
    id.value = query.facility ?? ''
    chosen.value = query[what] ?? ''
    void ask()
  })
  whenSignedIn(() => Promise.all([loadMine(), people.load(), consents.load()]))

  async function again(): Promise<void> {
    await Promise.all([offered.load(), facility.value ? undefined : ask()])
  }
  return {
    chosen,
    facility,
    openings: offered.openings,
    lost: computed(() => problem.value ?? offered.problem.value),
    busy: offered.busy,
    again,
  }
}
