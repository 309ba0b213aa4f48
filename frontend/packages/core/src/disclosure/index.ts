// What a facility makes known of fees and terms, apart from the rest of this package so that only the page that shows it carries it.
export * from './changes'
export { disclosureTexts, type DisclosureText } from '../text/disclosure'
