import type { PolicyBlock } from '@tuoyuquan/api'

/** What a document is drawn of: headings and paragraphs by themselves, items and rows that follow each other together. */
export interface PolicyPart {
  kind: PolicyBlock['kind']
  /** Number of the first paragraph, by which a passage finds its place. */
  at: number
  blocks: PolicyBlock[]
}

/** Puts items of one list, and rows of one table, together. */
export function partsOf(blocks: readonly PolicyBlock[]): PolicyPart[] {
  const parts: PolicyPart[] = []
  blocks.forEach((block, at) => {
    const last = parts[parts.length - 1]
    const joins = last?.kind === block.kind && (block.kind === 'item' || block.kind === 'row')
    if (joins) last.blocks.push(block)
    else parts.push({ kind: block.kind, at, blocks: [block] })
  })
  return parts
}
