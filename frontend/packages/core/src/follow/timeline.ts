// What happened to a complaint so far, in lines.
import type { ComplaintStep } from '@tuoyuquan/api'
import { momentText } from '../moment'
import type { Text } from '../text'
import type { FollowText } from '../text/follow'

export interface ToldStep {
  key: string
  what: string
  by: string
  when: string
  note: string
  /** The complainant did it. */
  yours: boolean
}

/** The steps, the newest first. */
export function tellSteps(steps: readonly ComplaintStep[], now: Date, t: Text, f: FollowText): ToldStep[] {
  return steps
    .map((step, i) => ({
      key: `${i} ${step.edge}`,
      what: f.steps[step.edge] ?? f.stepOther,
      by: step.by === 'you' ? '' : (f.by[step.by] ?? ''),
      when: momentText(step.at, now, t),
      note: step.note ?? '',
      yours: step.by === 'you',
    }))
    .reverse()
}
