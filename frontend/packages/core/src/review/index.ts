// The rules of reviews, apart from the rest of this package so that only the pages that show them carry them.
export * from './items'
export { reviewTexts, type ReviewText } from '../text/review'
