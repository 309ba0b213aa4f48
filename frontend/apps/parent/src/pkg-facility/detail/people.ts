import type { ClassDetail, FacilityFull } from '@tuoyuquan/api'

type Staff = NonNullable<FacilityFull['staff']>

/** People by post, only posts the facility names. */
export interface Post {
  post: 'carers' | 'certified' | 'health' | 'security' | 'kitchen' | 'other'
  count: number
}

const posts: Post['post'][] = ['carers', 'certified', 'health', 'security', 'kitchen', 'other']

/** Staff by post in a fixed order. */
export function postsOf(staff: Staff | undefined): Post[] {
  return posts.flatMap(post => (staff?.[post] ? [{ post, count: staff[post] }] : []))
}

/**
 * Children to a carer when every place that may be filled this month is filled, to one decimal. Undefined unless every class
 * has a figure: a ratio over half the classes would flatter. Classes for half a day and for hours count as if all came at
 * once, so the truth is at most this.
 */
export function childrenPerCarer(staff: Staff | undefined, classes: readonly ClassDetail[]): number | undefined {
  const carers = staff?.carers ?? 0
  if (carers < 1 || !classes.length) return undefined
  let children = 0
  for (const one of classes) {
    const now = one.months?.[0]
    if (!now) return undefined
    children += Math.min(now.filed, now.staffed)
  }
  return children > 0 ? Math.round((children / carers) * 10) / 10 : undefined
}
