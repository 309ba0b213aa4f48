import { computed, type ComputedRef } from 'vue'
import { policyTexts, type PolicyText } from '@tuoyuquan/core/policy'
import { useSettings } from '@/state/settings'

const { language } = useSettings()
const words = computed(() => policyTexts[language.value])

/** The words of policies and support in the chosen language: const p = usePolicyText(), in the template p.searchDo. */
export function usePolicyText(): ComputedRef<PolicyText> {
  return words
}
