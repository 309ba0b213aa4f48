// What a family is asked to agree to for something, child by child: what is needed for it, what may be added, what was given before.
import { computed, type ComputedRef, type Ref } from 'vue'
import type { ConsentText } from '@tuoyuquan/api'
import { useConsents } from '@/state/consents'

export interface Ask {
  text: ConsentText
  /** It cannot be done without. */
  must: boolean
  given: boolean
}

export interface Asks {
  asks: ComputedRef<Ask[]>
  /** Needed, and neither given before nor ticked now. */
  lacking: (ticked: readonly string[]) => boolean
  /** Gives what was ticked. */
  give: (ticked: readonly string[]) => Promise<void>
}

/** The consents for things the service calls what (apply, submit, visit, session). */
export function useAsks(what: readonly string[], child: Ref<string>): Asks {
  const consents = useConsents()
  const of = (text: ConsentText) => (text.per_child ? child.value : undefined)
  const asks = computed(() =>
    consents.texts.value.map(text => ({
      text,
      must: (text.required_for ?? []).some(one => what.includes(one)),
      given: consents.agreed(text.purpose, of(text)),
    })),
  )
  const lacking = (ticked: readonly string[]) => asks.value.some(one => one.must && !one.given && !ticked.includes(one.text.purpose))

  async function give(ticked: readonly string[]): Promise<void> {
    for (const { text, given } of asks.value) if (!given && ticked.includes(text.purpose)) await consents.give(text, of(text))
  }
  return { asks, lacking, give }
}
