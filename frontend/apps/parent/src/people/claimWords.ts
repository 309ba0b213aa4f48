import { computed, type ComputedRef } from 'vue'
import { claimTexts, type ClaimText } from '@tuoyuquan/core/claim'
import { useSettings } from '@/state/settings'

const { language } = useSettings()
const words = computed(() => claimTexts[language.value])

/** The words of priorities in the chosen language: const c = useClaimText(), in the template c.send. */
export function useClaimText(): ComputedRef<ClaimText> {
  return words
}
