/** A piece of a text: a heading, or a paragraph. */
export interface Piece {
  key: string
  heading: boolean
  text: string
}

/** Splits a text into headings (lines that begin with #, or stand in 【】) and paragraphs. Nothing in it is ever taken for markup. */
export function paragraphs(body: string): Piece[] {
  return body
    .split(/\n+/)
    .map(line => line.trim())
    .filter(Boolean)
    .map((line, i) => {
      const heading = /^#+\s*(.+)$/.exec(line)?.[1] ?? /^【(.+)】$/.exec(line)?.[1]
      return { key: `${i}`, heading: heading !== undefined, text: heading ?? line }
    })
}
