import { computed, type ComputedRef } from 'vue'
import { complaintTexts, type ComplaintText } from '@tuoyuquan/core/complaint'
import { useSettings } from '@/state/settings'

const { language } = useSettings()
const words = computed(() => complaintTexts[language.value])

/** The words of complaints in the chosen language: const c = useComplaintText(), in the template c.send. */
export function useComplaintText(): ComputedRef<ComplaintText> {
  return words
}
