// A day of an instant, as papers write it, in Shanghai.
import { language } from '../text/language'

/** The day of an RFC 3339 instant; '' for none. */
export function dateText(at: string | undefined): string {
  if (!at) return ''
  return new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  }).format(new Date(at))
}
