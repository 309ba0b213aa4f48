import type { MessageLink } from '@tuoyuquan/api'
import type { Query, Route } from '@/platform/nav'

/** A page of the app a message leads to. */
export interface Place {
  route: Route
  query?: Query
}

/** Where a message leads; undefined when it only tells, or when what it is about has its place in another app. */
export function placeOf(link: MessageLink | undefined): Place | undefined {
  switch (link?.kind) {
    case 'application':
      return link.id ? { route: 'application', query: { id: link.id } } : { route: 'bookings' }
    case 'visit':
    case 'entry':
      return { route: 'bookings', query: link.id ? { id: link.id } : undefined }
    case 'family':
      return { route: 'family' }
    case 'case':
      return link.id ? { route: 'complaint', query: { id: link.id } } : { route: 'complaints' }
    case 'complaints':
      return { route: 'complaints' }
    case 'reviews':
      return link.id ? { route: 'review', query: { facility: link.id } } : undefined
    case 'readings':
      return { route: 'records' }
    default:
      return undefined
  }
}
