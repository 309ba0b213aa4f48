import type { Language } from '@tuoyuquan/core'
import { stored } from '@/platform/storage'
import { systemLanguage } from '@/platform/system'

/** The language of every word shown; the device's own until somebody chooses. */
export const language = stored<Language>('language', raw =>
  raw === 'zh' || raw === 'en' ? raw : /^zh|^$/i.test(systemLanguage) ? 'zh' : 'en',
)
