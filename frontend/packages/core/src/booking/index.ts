// The rules of reservation screens, apart from the rest of this package so that only the pages that book carry them.
export * from './types'
export * from './when'
export * from './status'
export * from './openings'
export * from './draft'
export * from './wish'
export { bookingTexts, type BookingText } from '../text/booking'
