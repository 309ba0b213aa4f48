import type { FacilityItem } from '@tuoyuquan/api'
import type { Favourite } from '@/state/saved'

/** How favourites are ordered: the nearest first, or the one kept last first. */
export type Order = 'walk' | 'added'

/** Favourites in order; what has no walk (too far, gone, not seen yet) keeps its place behind those that have. */
export function orderOf(list: readonly Favourite[], items: ReadonlyMap<string, FacilityItem>, order: Order): Favourite[] {
  const added = [...list].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
  if (order === 'added') return added
  const seconds = (f: Favourite) => items.get(f.id)?.walk?.seconds ?? Infinity
  return added.sort((a, b) => {
    const [x, y] = [seconds(a), seconds(b)]
    return x === y ? 0 : x - y
  })
}

/** The ids of a shared list out of an address; undefined when there are none. Hostile input: at most a hundred, each once. */
export function readShared(text: string | undefined): string[] | undefined {
  const ids = (text ?? '').split(',').filter(id => /^[\w-]{1,64}$/.test(id))
  return ids.length ? [...new Set(ids)].slice(0, 100) : undefined
}
