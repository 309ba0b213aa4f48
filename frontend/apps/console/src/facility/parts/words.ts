// Words of reservations that families read too: the public reasons and the steps have one wording for both sides.
import { computed } from 'vue'
import { bookingTexts } from '@tuoyuquan/core/booking'
import { core, language } from '../../text/language'

export const booking = computed(() => bookingTexts[language.value])

/** Public reasons as a list to choose from. */
export const reasonList = (codes: readonly string[]) => codes.map(code => ({ code, text: booking.value.reasons[code] ?? code }))

/** A public reason in the language that is spoken now, whichever the answer came in. */
export const reasonText = (one: { code: string; text: string }) => booking.value.reasons[one.code] ?? one.text

/** How a class is called with its kind of day and its band. */
export function classText(one: { name: string; mode: string; band: string }): string {
  const { modes, bands } = core.value.common as unknown as { modes: Record<string, string>; bands: Record<string, string> }
  return `${one.name} · ${bands[one.band] ?? one.band} · ${modes[one.mode] ?? one.mode}`
}
