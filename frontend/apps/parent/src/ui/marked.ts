/** A stretch of a text; hit when it matched what was typed. */
export interface Stretch {
  text: string
  hit: boolean
}

/** Cuts a text at half-open ranges of code points, as the server gives them; ranges that make no sense are left out. */
export function marked(text: string, ranges: readonly { start: number; end: number }[] | undefined): Stretch[] {
  const characters = Array.from(text)
  const cuts: Stretch[] = []
  let at = 0
  const put = (to: number, hit: boolean) => {
    if (to > at) cuts.push({ text: characters.slice(at, to).join(''), hit })
    at = Math.max(at, to)
  }
  for (const { start, end } of [...(ranges ?? [])].sort((a, b) => a.start - b.start)) {
    if (!(start >= at && end > start && end <= characters.length)) continue
    put(start, false)
    put(end, true)
  }
  put(characters.length, false)
  return cuts
}
