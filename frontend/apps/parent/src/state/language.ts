import type { Language } from '@tuoyuquan/core'
import { stored } from '@/platform/storage'

function systemLanguage(): Language {
  let said = ''
  // #ifdef H5
  said = navigator.language ?? ''
  // #endif
  // #ifdef MP-WEIXIN
  said = uni.getAppBaseInfo().language ?? ''
  // #endif
  return /^zh|^$/i.test(said) ? 'zh' : 'en'
}

/** The language of every word shown; the device's own until somebody chooses. */
export const language = stored<Language>('language', raw => (raw === 'zh' || raw === 'en' ? raw : systemLanguage()))
