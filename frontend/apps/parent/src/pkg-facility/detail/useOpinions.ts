// What families say of the facility and what was found there: asked for once with the page; when it does not come the page is whole without.
import { ref, watch, type Ref } from 'vue'
import type { Disclosure, Finding, ReviewList } from '@tuoyuquan/api'
import { readDisclosure, readFindings, readReviews } from '@/state/reviews'

/** The reviews of a facility; undefined until they are there. */
export function useReviews(id: () => string): Ref<ReviewList | undefined> {
  return useAsked(id, readReviews)
}

/** What was found at a facility; undefined until it is there. */
export function useFindings(id: () => string): Ref<Finding[] | undefined> {
  return useAsked(id, readFindings)
}

/** What a facility makes known of fees and terms; undefined until it is there. */
export function useDisclosure(id: () => string): Ref<Disclosure | undefined> {
  return useAsked(id, readDisclosure)
}

function useAsked<T>(id: () => string, ask: (id: string) => Promise<T>): Ref<T | undefined> {
  const answer = ref<T>() as Ref<T | undefined>
  watch(
    id,
    async here => {
      answer.value = undefined
      const came = here ? await ask(here).catch(() => undefined) : undefined
      if (id() === here) answer.value = came
    },
    { immediate: true },
  )
  return answer
}
