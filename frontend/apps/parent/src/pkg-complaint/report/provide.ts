import { inject, provide, type InjectionKey } from 'vue'
import type { TheReport } from './useReport'

const key: InjectionKey<TheReport> = Symbol('report')

/** Hands the report to the parts of the page. */
export const provideReport = (report: TheReport) => provide(key, report)

/** The report a part belongs to. */
export function theReport(): TheReport {
  const report = inject(key)
  if (!report) throw new Error('outside a report')
  return report
}
