/** A piece of a text: a heading, or a paragraph. */
export interface Piece {
  key: string
  heading: boolean
  text: string
}

/** What stands before a colon at the beginning of a line, short enough to be a heading. */
const led = /^([^：:。.；;，,]{2,28})[：:]\s*(\S.*)$/

/** Splits a text into headings (a line's few words before its colon) and paragraphs. Nothing in it is ever taken for markup. */
export function paragraphs(body: string): Piece[] {
  const pieces = body
    .split(/\n+/)
    .map(line => line.trim())
    .filter(Boolean)
    .flatMap(line => {
      const [, heading, rest] = led.exec(line) ?? []
      return heading && rest
        ? [
            { heading: true, text: heading },
            { heading: false, text: rest },
          ]
        : [{ heading: false, text: line }]
    })
  return pieces.map((piece, i) => ({ key: String(i), ...piece }))
}
