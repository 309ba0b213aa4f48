// What can be reported: the fifteen kinds of the domain, and what the form must know of each before the server has answered.

export const categories = [
  'ABUSE',
  'INJURY',
  'FOOD',
  'HYGIENE_DISEASE',
  'FIRE_BUILDING',
  'UNFILED',
  'OVER_CAPACITY',
  'STAFF_QUAL',
  'FALSE_INFO',
  'FEE_REFUND',
  'PREPAY_CLOSURE',
  'CONTRACT',
  'BOOKING',
  'PRIVACY',
  'OTHER',
] as const
export type ComplaintCategory = (typeof categories)[number]

/** Kinds that are chosen from together: a family looks for its own words, not for a code. */
export const groups = ['safety', 'rules', 'money', 'other'] as const
export type ComplaintGroup = (typeof groups)[number]

export const groupOf: Record<ComplaintGroup, readonly ComplaintCategory[]> = {
  safety: ['ABUSE', 'INJURY', 'FOOD', 'HYGIENE_DISEASE', 'FIRE_BUILDING'],
  rules: ['UNFILED', 'OVER_CAPACITY', 'STAFF_QUAL', 'FALSE_INFO'],
  money: ['FEE_REFUND', 'PREPAY_CLOSURE', 'CONTRACT'],
  other: ['BOOKING', 'PRIVACY', 'OTHER'],
}

/** A child came to harm: the police and the doctor come before any form. */
const urgent: ReadonlySet<string> = new Set<ComplaintCategory>(['ABUSE', 'INJURY'])
/** Matters of everybody: others may join an open case. */
const shared: ReadonlySet<string> = new Set<ComplaintCategory>([
  'UNFILED',
  'OVER_CAPACITY',
  'PREPAY_CLOSURE',
  'FIRE_BUILDING',
  'FOOD',
  'HYGIENE_DISEASE',
  'FALSE_INFO',
])
/** Disputes between two sides: nobody can mediate or refund without knowing for whom. */
const named: ReadonlySet<string> = new Set<ComplaintCategory>(['FEE_REFUND', 'CONTRACT'])

export const isCategory = (raw: unknown): raw is ComplaintCategory => (categories as readonly unknown[]).includes(raw)
export const isUrgent = (category: string): boolean => urgent.has(category)
export const isShared = (category: string): boolean => shared.has(category)
/** Whether a kind may be reported without a name, as far as this app knows; the server's own word goes before. */
export const mayBeNameless = (category: string): boolean => !named.has(category)
