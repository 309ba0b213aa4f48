// What somebody is told inside of the console: how much of it is unread, and where each message leads.
import { ref } from 'vue'
import type { MessageLink } from '@tuoyuquan/api'
import { api } from '../api'

export const unread = ref(0)

/** Asks how many are unread; without an answer the number stays. */
export async function countUnread(): Promise<void> {
  unread.value = (await api.get('/api/v1/inbox', {}).catch(() => undefined))?.unread ?? unread.value
}

/** The page of the console a message leads to; undefined when it only tells. */
export function placeOf(link: MessageLink | undefined, bureau: boolean): string | undefined {
  const id = link?.id
  switch (link?.kind) {
    case 'confirm':
      return id && `/confirm/${encodeURIComponent(id)}`
    case 'desk':
    case 'application':
      if (bureau) return '/bureau/escalations'
      return id ? `/applications/${id}` : '/today'
    case 'filing':
      return bureau ? '/bureau/filings' : '/filing'
    case 'case':
      return id ? `/bureau/cases/${id}` : '/bureau/cases'
    case 'watches':
    case 'complaints':
      return '/bureau/cases'
    case 'openings':
      return '/bureau/identity'
    case 'release':
      return '/complaints'
    case 'roster':
      return bureau ? undefined : '/roster'
    case 'reviews':
      return bureau ? '/bureau/reviews' : '/reviews'
    default:
      return undefined
  }
}
