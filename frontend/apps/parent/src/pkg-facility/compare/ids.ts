/** The ids of a comparison out of an address; undefined when there are none. Hostile input: at most so many, each once. */
export function readIds(text: string | undefined, most: number): string[] | undefined {
  const ids = (text ?? '').split(',').filter(id => /^[\w-]{1,64}$/.test(id))
  return ids.length ? [...new Set(ids)].slice(0, most) : undefined
}
