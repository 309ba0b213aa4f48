import { ref } from 'vue'

/** Whether the system (or WeChat) is dark now. */
export const systemDark = ref(false)

/** How much larger than usual the person set letters in the system or in WeChat; 1 is usual. */
export const systemScale = ref(1)

// #ifdef H5
const darkness = window.matchMedia?.('(prefers-color-scheme: dark)')
systemDark.value = darkness?.matches ?? false
darkness?.addEventListener?.('change', event => (systemDark.value = event.matches))

// uni-app sets the root's letter size for its own unit, so the person's own is measured on an element that ignores it.
const probe = document.createElement('div')
probe.style.cssText = 'position:absolute;visibility:hidden;font-size:medium'
document.documentElement.append(probe)
const size = parseFloat(getComputedStyle(probe).fontSize) / 16
probe.remove()
if (size > 1) systemScale.value = size
// #endif
// #ifdef MP-WEIXIN
const base = uni.getAppBaseInfo() as { theme?: string; fontSizeSetting?: number; fontSizeScaleFactor?: number }
systemDark.value = base.theme === 'dark'
systemScale.value = Math.max(1, base.fontSizeScaleFactor ?? (base.fontSizeSetting ?? 17) / 17)
uni.onThemeChange(({ theme }) => (systemDark.value = theme === 'dark'))
// #endif

let kind: 'h5' | 'mp-weixin' = 'h5'
// #ifdef MP-WEIXIN
kind = 'mp-weixin'
// #endif

/** Which of the two builds this is, for words that differ. */
export const platform = kind as 'h5' | 'mp-weixin'

/** The app's own version, as in the manifest. */
export const appVersion = uni.getAppBaseInfo().appVersion ?? ''

let said = ''
let opened: Record<string, string | undefined> = {}
// #ifdef H5
said = navigator.language ?? ''
opened = Object.fromEntries(new URLSearchParams(location.search))
// #endif
// #ifdef MP-WEIXIN
said = uni.getAppBaseInfo().language ?? ''
// #endif

/** The device's language as it names it, like zh-CN or en; '' when it does not say. */
export const systemLanguage = said

/** The query the app was opened with (H5). */
export const openedWith = opened
