// The words of reservations stand apart from the others: they are asked for with the pages that show them and do not weigh on
// the first page a family opens.
import type { Language } from './index'
import type { Like } from './like'
import { booking as en } from './en/booking'
import { booking as zh } from './zh/booking'

export type BookingText = Like<typeof zh>

export const bookingTexts: Record<Language, BookingText> = { zh, en }
