import { computed, type ComputedRef } from 'vue'
import { bookingTexts, type BookingText } from '@tuoyuquan/core/booking'
import { useSettings } from '@/state/settings'

const { language } = useSettings()
const words = computed(() => bookingTexts[language.value])

/** The words of reservations in the chosen language: const b = useBookingText(), in the template b.submit. */
export function useBookingText(): ComputedRef<BookingText> {
  return words
}
