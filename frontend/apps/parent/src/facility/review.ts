import { computed, type ComputedRef } from 'vue'
import { reviewTexts, type ReviewText } from '@tuoyuquan/core/review'
import { useSettings } from '@/state/settings'

const { language } = useSettings()
const words = computed(() => reviewTexts[language.value])

/** The words of reviews in the chosen language: const v = useReviewText(), in the template v.send. */
export function useReviewText(): ComputedRef<ReviewText> {
  return words
}
