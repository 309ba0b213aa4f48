// Light, dark, or as the system: one choice a device, on the root element before anything is drawn.
import { computed, ref, watchEffect } from 'vue'
import { stored } from './stored'

export type Theme = 'auto' | 'light' | 'dark'

export const theme = stored<Theme>('theme', raw => (raw === 'light' || raw === 'dark' ? raw : 'auto'))

const system = matchMedia('(prefers-color-scheme: dark)')
const systemDark = ref(system.matches)
system.addEventListener('change', e => (systemDark.value = e.matches))

export const dark = computed(() => (theme.value === 'auto' ? systemDark.value : theme.value === 'dark'))

const print = matchMedia('print')
const onPaper = ref(print.matches)
print.addEventListener('change', e => (onPaper.value = e.matches))

/** On paper the tokens are those of paper, whatever the screen wears: what draws without CSS draws anew. */
export const paper = computed(() => onPaper.value)

export function useTheme(): void {
  watchEffect(() => document.documentElement.classList.toggle('dark', dark.value), { flush: 'sync' })
}

/** The colour behind a token as the browser knows it, for what draws without CSS (charts, maps). */
export function tokenColour(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}
