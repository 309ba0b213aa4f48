import { computed, type ComputedRef } from 'vue'
import { followTexts, type FollowText } from '@tuoyuquan/core/follow'
import { useSettings } from '@/state/settings'

const { language } = useSettings()
const words = computed(() => followTexts[language.value])

/** The words of following a complaint in the chosen language: const f = useFollowText(), in the template f.send. */
export function useFollowText(): ComputedRef<FollowText> {
  return words
}
