// The rules of following a complaint, apart from the rest of this package so that only the pages that show one carry them.
export * from './clock'
export * from './standing'
export * from './timeline'
export { followTexts, type FollowText } from '../text/follow'
