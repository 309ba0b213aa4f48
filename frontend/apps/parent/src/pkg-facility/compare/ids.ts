import { maxCompared } from '@/state/saved'

/** The ids of a comparison out of an address; undefined when there are none. Hostile input: at most four, each once. */
export function readIds(text: string | undefined): string[] | undefined {
  const ids = (text ?? '').split(',').filter(id => /^[\w-]{1,64}$/.test(id))
  return ids.length ? [...new Set(ids)].slice(0, maxCompared) : undefined
}
