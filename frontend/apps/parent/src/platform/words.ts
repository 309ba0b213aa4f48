import { computed, shallowReactive, type ComputedRef } from 'vue'
// #ifdef H5
import { watch } from 'vue'
// #endif
import type { Language, Text } from '@tuoyuquan/core'
import { chinese } from '@tuoyuquan/core/chinese'
// #ifdef MP-WEIXIN
import { english } from '@tuoyuquan/core/english'
// #endif
import { language } from '@/state/language'

// Most speak Chinese: it is there from the beginning. In H5 another language comes when somebody chooses it.
const here = shallowReactive<Partial<Record<Language, Text>>>({ zh: chinese })
const failed = shallowReactive(new Set<Language>())
// #ifdef MP-WEIXIN
here.en = english
// #endif

/** Every word in the chosen language; in Chinese until they are there. */
export const words: ComputedRef<Text> = computed(() => here[language.value] ?? chinese)

/** True while the words are on their way: nobody should first see them in another language. */
export const wordsPending: ComputedRef<boolean> = computed(() => !here[language.value] && !failed.has(language.value))

// #ifdef H5
watch(
  language,
  async wanted => {
    if (here[wanted]) return
    failed.delete(wanted)
    try {
      here.en = (await import('./english')).english
    } catch {
      // No network for them: better in Chinese than not at all.
      failed.add(wanted)
    }
  },
  { immediate: true },
)
// #endif
