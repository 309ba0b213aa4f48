import type { Paper } from '@tuoyuquan/api'
import type { Text } from '@tuoyuquan/core'

/** The papers a facility looks at before a child starts. */
export const paperKinds = ['health_check', 'vaccination'] as const

export type PaperKind = (typeof paperKinds)[number]

const tones = { valid: 'good', expired: 'bad', due: 'warn', missing: 'quiet' } as const

export interface PaperSlot {
  kind: PaperKind
  title: string
  status: string
  tone: 'good' | 'bad' | 'warn' | 'quiet'
  /** The paper that counts: the one looked at last; undefined when there is none. */
  paper?: Paper
  /** Others of the same kind, newest first. */
  older: Paper[]
}

/** What is there and what is missing, kind by kind. */
export function paperSlots(papers: readonly Paper[], t: Text): PaperSlot[] {
  return paperKinds.map(kind => {
    const [paper, ...older] = papers
      .filter(one => one.kind === kind && one.id)
      .sort((a, b) => (b.exam_date ?? '').localeCompare(a.exam_date ?? ''))
    const status = paper?.status ?? papers.find(one => one.kind === kind)?.status ?? 'missing'
    return {
      kind,
      title: t.family.kinds[kind] ?? kind,
      status: t.family.statuses[status] ?? status,
      tone: tones[status as keyof typeof tones] ?? 'quiet',
      paper,
      older,
    }
  })
}
