// The language of the console and the words it shares with the parents' app (problems, moments, kinds of care).
import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { Language, Like, Text } from '@tuoyuquan/core'
import { stored } from '../ui/stored'

/** Kept on the device; the first time as the browser says. */
export const language = stored<Language>('language', raw =>
  raw === 'zh' || raw === 'en' ? raw : /^zh/i.test(navigator.language) ? 'zh' : 'en',
)

const shared = shallowRef<Text>()

/** The words of packages/core in the chosen language. */
export const core: ComputedRef<Text> = computed(() => {
  if (!shared.value) throw new Error('text: loadWords has not been awaited')
  return shared.value
})

/** Fetches the shared words of the chosen language; before it nothing can be shown. */
export async function loadWords(): Promise<void> {
  const wanted = language.value
  const words = wanted === 'zh' ? (await import('@tuoyuquan/core/chinese')).chinese : (await import('@tuoyuquan/core/english')).english
  if (wanted === language.value) shared.value = words
  document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en'
}
watch(language, () => void loadWords())

/** The words of one area in the chosen language: a key missing in English does not compile. */
export function words<T>(zh: T, en: Like<T>): ComputedRef<Like<T>> {
  // Both catalogues have one shape; the compiler cannot see that T is one of its own Likes.
  return computed(() => (language.value === 'zh' ? (zh as unknown as Like<T>) : en))
}
