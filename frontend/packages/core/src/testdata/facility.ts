import type { FacilityFull } from '@tuoyuquan/api'

/** A facility with everything filled in, to be changed by a test where it matters. */
export function facility(change: Partial<FacilityFull> = {}): FacilityFull {
  return {
    id: 'a',
    name: '映江社区托育点',
    kind: 'community',
    nature: 'public',
    inclusive: true,
    open_to_public: true,
    verified: true,
    filing: 'filed',
    filing_record: { status: 'filed', no: '示托备339902-2026-0033', date: '2026-04-26', authority: '映江区卫生健康局' },
    fee_terms: { days_per_month: 21, months_per_term: 5 },
    modes: ['full_day', 'half_day'],
    languages: ['zh', 'en'],
    address: '映江区鼓楼街道梧桐路9号',
    phone: '0500-55501231',
    takes_from_months: 6,
    takes_to_months: 37,
    point: [120, 31],
    walk: { metres: 459.3, seconds: 459.3, minutes: 8 },
    vacancy: {
      state: 'free',
      free: 3,
      filed: 20,
      staffed: 16,
      from: '2026-11',
      confirmed_at: '2026-11-22T06:00:00+08:00',
      freshness: 'fresh',
    },
    fee: { monthly: 181900 },
    fees: [
      { category: 'care', name: '保育费', unit: 'month', amount: 125200 },
      { category: 'meals', name: '伙食费', unit: 'day', amount: 2700 },
      { category: 'other', name: '被褥', unit: 'once', amount: 42000 },
    ],
    hours: [1, 2, 3, 4, 5].map(weekday => ({ weekday, open: 480, close: 1110 })),
    classes: [
      {
        id: 'k1',
        name: '托小一班',
        band: 'toddler',
        from_months: 12,
        to_months: 24,
        mode: 'full_day',
        suits: true,
        vacancy: { state: 'free', free: 3 },
        fee: { monthly: 181900 },
      },
    ],
    staff: { carers: 6, certified: 5 },
    opened_on: '2025-01-28',
    floor_area: 340,
    meals: '三餐两点',
    ...change,
  }
}
