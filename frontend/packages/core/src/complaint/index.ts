// The rules of the complaint screens, apart from the rest of this package so that only the pages that report carry them.
export * from './kinds'
export * from './draft'
export * from './code'
export * from './statement'
export { complaintTexts, type ComplaintText } from '../text/complaint'
