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

/** The consents for things the service calls what (apply, submit, visit, session); one that is given child by child is asked for once, for all of them. */
export function useAsks(what: readonly string[], children: Ref<readonly string[]>): Asks {
  const consents = useConsents()
  const of = (text: ConsentText): readonly (string | undefined)[] => (text.per_child ? children.value : [undefined])
  const asks = computed(() =>
    consents.texts.value.map(text => ({
      text,
      must: (text.required_for ?? []).some(one => what.includes(one)),
      given: of(text).every(child => consents.agreed(text.purpose, child)),
    })),
  )
  const lacking = (ticked: readonly string[]) => asks.value.some(one => one.must && !one.given && !ticked.includes(one.text.purpose))

  async function give(ticked: readonly string[]): Promise<void> {
    for (const { text } of asks.value.filter(one => !one.given && ticked.includes(one.text.purpose)))
      for (const child of of(text)) if (!consents.agreed(text.purpose, child)) await consents.give(text, child)
  }
  return { asks, lacking, give }
}
