// What can be reserved at a facility, for anybody who looks. Only an age in months goes along, never a birthday.
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { NoAnswer, type Openings } from '@tuoyuquan/api'
import { api, stopper } from '@/platform/api'

/** What is asked about. */
export interface Asked {
  id: string
  age_months?: number
  start?: string
  /** The facility knows the family to work for the employer that runs it. */
  employee?: boolean
}

export interface OpeningsNow {
  openings: ShallowRef<Openings | undefined>
  problem: ShallowRef<unknown>
  busy: Ref<boolean>
  load: () => Promise<void>
}

/** The openings of a facility, asked again whenever the question changes. */
export function useOpenings(asked: Ref<Asked | undefined>): OpeningsNow {
  const openings = shallowRef<Openings>()
  const problem = shallowRef<unknown>()
  const busy = ref(false)
  let asking = stopper()

  async function load(): Promise<void> {
    const wish = asked.value
    if (!wish?.id) return
    asking.abort()
    const mine = (asking = stopper())
    busy.value = true
    try {
      const { id, ...query } = wish
      const got = await api.get('/api/v1/facilities/{id}/openings', { path: { id }, query, signal: mine.signal })
      if (mine !== asking) return
      openings.value = got
      problem.value = undefined
    } catch (error) {
      if (mine === asking && !(error instanceof NoAnswer && error.reason === 'aborted')) problem.value = error
    } finally {
      if (mine === asking) busy.value = false
    }
  }

  watch(
    () => JSON.stringify(asked.value),
    () => void load(),
    { immediate: true },
  )
  return { openings, problem, busy, load }
}
