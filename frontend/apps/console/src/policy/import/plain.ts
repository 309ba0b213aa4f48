import type { PolicyDraft } from '@tuoyuquan/api'

type Plain = NonNullable<PolicyDraft['blocks']>[number]

/** A document as lines somebody can mend: ## a heading, - an item, a | b | a row, all else a paragraph. */
export function toLines(blocks: readonly Plain[]): string {
  return blocks
    .map(block => {
      switch (block.kind) {
        case 'heading':
          return '#'.repeat(block.level || 2) + ' ' + (block.text ?? '')
        case 'item':
          return '- ' + (block.text ?? '')
        case 'row':
          return (block.cells ?? []).join(' | ') + ' |'
        default:
          return block.text ?? ''
      }
    })
    .join('\n')
}

/** The paragraphs of lines. Empty lines are none. */
export function toBlocks(lines: string): Plain[] {
  return lines
    .split(/\r?\n/)
    .map(line => line.replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .map((line): Plain => {
      const heading = /^(#{1,4}) +(.+)$/.exec(line)
      if (heading) return { kind: 'heading', level: heading[1]?.length ?? 2, text: heading[2] ?? '' }
      if (line.startsWith('- ')) return { kind: 'item', text: line.slice(2).trim() }
      if (/.\|.*\|$/.test(line))
        return {
          kind: 'row',
          cells: line
            .slice(0, -1)
            .split('|')
            .map(cell => cell.trim()),
        }
      return { kind: 'text', text: line }
    })
    .filter(block => block.kind === 'row' || block.text !== '')
}
