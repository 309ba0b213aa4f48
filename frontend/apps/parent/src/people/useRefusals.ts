import type { ConsentText } from '@tuoyuquan/api'
import { stored } from '@/platform/storage'

/** What was refused on this device: purpose, version and child. A refusal needs no record; it is kept so that the answer stands there. */
const refused = stored<string[]>('refused', raw =>
  Array.isArray(raw) ? raw.filter((one): one is string => typeof one === 'string').slice(-100) : [],
)

const keyOf = ({ purpose, version }: ConsentText, child = '') => `${purpose}/${version}/${child}`

/** The consents somebody said no to, in the version they were asked in. */
export function useRefusals() {
  return {
    isRefused: (text: ConsentText, child?: string) => refused.value.includes(keyOf(text, child)),
    refuse(text: ConsentText, child?: string) {
      refused.value = [...refused.value.filter(one => one !== keyOf(text, child)), keyOf(text, child)]
    },
    unrefuse(text: ConsentText, child?: string) {
      refused.value = refused.value.filter(one => one !== keyOf(text, child))
    },
  }
}
