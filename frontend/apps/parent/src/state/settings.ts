import { computed, type ComputedRef, type Ref } from 'vue'
import type { Language, Text } from '@tuoyuquan/core'
import { stored } from '@/platform/storage'
import { openedWith, systemDark, systemScale } from '@/platform/system'
import { words } from '@/platform/words'
import { language } from './language'

export type Theme = 'auto' | 'light' | 'dark'

const theme = stored<Theme>('theme', raw => (raw === 'light' || raw === 'dark' ? raw : 'auto'))
const careChoice = stored<boolean | null>('care', raw => (typeof raw === 'boolean' ? raw : null))

/** 关怀: large text and targets. Until somebody chooses it follows the letter size set in the system or in WeChat. */
const care = computed({
  get: () => careChoice.value ?? systemScale.value >= 1.25,
  set: (on: boolean) => (careChoice.value = on),
})

/** How much larger than drawn every letter is: 1.5 in 关怀, and never smaller than the person's own setting, at most 2. */
const scale = computed(() => Math.min(2, Math.max(care.value ? 1.5 : 1, systemScale.value)))

const dark = computed(() => (theme.value === 'auto' ? systemDark.value : theme.value === 'dark'))

// Links and tests may bring settings: ?theme=dark&care=1&lang=en on the first load; they stay chosen.
const { theme: askedTheme, care: askedCare, lang: askedLanguage } = openedWith
if (askedTheme === 'auto' || askedTheme === 'light' || askedTheme === 'dark') theme.value = askedTheme
if (askedCare !== undefined) careChoice.value = askedCare === '1'
if (askedLanguage === 'zh' || askedLanguage === 'en') language.value = askedLanguage

/** What this person set for every page, kept on the device. */
export function useSettings(): {
  language: Ref<Language>
  theme: Ref<Theme>
  care: Ref<boolean>
  /** Whether dark is shown now, whoever chose it. */
  dark: ComputedRef<boolean>
  /** Letters are this many times their drawn size. */
  scale: ComputedRef<number>
} {
  return { language, theme, care, dark, scale }
}

/** Every word in the chosen language: const t = useText(), in the template t.find.title. */
export function useText(): ComputedRef<Text> {
  return words
}
