import type { Cluster } from '@tuoyuquan/api'
import type { Words } from './types'

export type { Words } from './types'

/** How a badge is drawn. The mark and the outline tell the tones apart without colour. */
export type Tone = 'room' | 'full' | 'unknown' | 'none' | 'members'

/** What a badge says. */
export interface Badge {
  tone: Tone
  /** 余3, 满, ?; empty for the lock of a facility that takes only its own staff's children. */
  text: string
  /** Of a cluster: 5家. */
  count?: string
}

/** What the badge of one facility or of a cluster says: free places first, then how many facilities share it. */
export function badgeOf(c: Cluster, words: Words): Badge {
  if (c.count === 1) return singleBadge(c, words)
  const count = words.several(c.count)
  if (c.free > 0) return { tone: 'room', text: words.left(c.free), count }
  return c.unknown > 0 ? { tone: 'unknown', text: words.unknown, count } : { tone: 'full', text: words.full, count }
}

function singleBadge(c: Cluster, words: Words): Badge {
  switch (c.state) {
    case 'free':
      return { tone: 'room', text: words.left(c.free) }
    case 'full':
      return { tone: 'full', text: words.full }
    case 'members_only':
      return { tone: 'members', text: '' }
    case 'no_class':
      return { tone: 'none', text: words.none }
    default:
      return { tone: 'unknown', text: words.unknown }
  }
}

/** Several clusters as one: sums, common box, and the mean place weighted by facilities. */
export function united(parts: readonly Cluster[]): Cluster {
  const [first] = parts
  if (first && parts.length === 1) return first
  const whole = { count: 0, free: 0, unknown: 0, with_room: 0 }
  const box = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number]
  let lon = 0
  let lat = 0
  for (const part of parts) {
    const [x = 0, y = 0] = part.point ?? []
    const [w = x, s = y, e = x, n = y] = part.bbox ?? []
    whole.count += part.count
    whole.free += part.free
    whole.unknown += part.unknown
    whole.with_room += part.with_room
    lon += x * part.count
    lat += y * part.count
    box[0] = Math.min(box[0], w)
    box[1] = Math.min(box[1], s)
    box[2] = Math.max(box[2], e)
    box[3] = Math.max(box[3], n)
  }
  return { ...whole, bbox: box, point: [lon / whole.count, lat / whole.count] }
}
