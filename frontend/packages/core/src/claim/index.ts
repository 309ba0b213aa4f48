// What puts a family before others, apart from the rest of this package so that only the page that shows it carries it.
export { claimTexts, type ClaimText } from '../text/claim'
