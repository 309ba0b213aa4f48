import { computed, nextTick, ref, watch } from 'vue'
import { onHide, onShow } from '@dcloudio/uni-app'
import { edges, nameWindow } from '@/platform/window'
import { useSettings } from '@/state/settings'
import { hideToast } from './useToast'

// #ifdef H5
let opened = false
// #endif

/** What every page root knows: theme classes, the person's letter size, the title of the window, and where the focus goes. */
export function usePage(title: () => string) {
  const { language, theme, care, dark, scale } = useSettings()
  const main = ref<HTMLElement>()
  const classes = computed(() => [dark.value ? 'dark' : 'light', care.value ? 'care' : '', language.value])
  const kept = edges()
  const vars = computed(() => `--fs:${scale.value.toFixed(2)};${kept}`)

  let visible = false
  const name = () => visible && nameWindow(title())
  watch([title, language], () => void nextTick(name))

  // #ifdef H5
  let left: HTMLElement | undefined
  watch([language, dark, care, scale, theme], dress, { immediate: true })

  // The window's own ground, scroll bars and pickers follow, and so does what a screen reader takes the language from.
  function dress() {
    const root = document.documentElement
    root.lang = language.value === 'zh' ? 'zh-CN' : 'en'
    root.classList.toggle('dark', dark.value)
    root.classList.toggle('care', care.value)
    root.classList.toggle('en', language.value === 'en')
    root.style.setProperty('--fs', scale.value.toFixed(2))
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', dark.value ? '#181f1c' : '#f5f4ef')
  }
  // #endif

  onShow(() => {
    visible = true
    void nextTick(name)
    // #ifdef H5
    // A page just opened begins at its beginning; one returned to, where it was left.
    const first = !opened
    opened = true
    if (!first) void nextTick(() => (left?.isConnected ? left : main.value)?.focus({ preventScroll: true }))
    // #endif
  })
  onHide(() => {
    visible = false
    hideToast()
    // #ifdef H5
    left = document.activeElement instanceof HTMLElement && document.activeElement !== document.body ? document.activeElement : undefined
    // #endif
  })

  const skip = () => main.value?.focus()
  return { classes, vars, main, skip }
}
