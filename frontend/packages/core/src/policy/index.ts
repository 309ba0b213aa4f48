// Policies and support, apart from the rest of this package so that only the pages that show them carry it.
export * from './blocks'
export * from './prepay'
export * from './support'
export { policyTexts, type PolicyText } from '../text/policy'
