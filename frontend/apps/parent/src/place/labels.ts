import type { Anchor } from '@tuoyuquan/core'
import { labels, type Label } from '@/state/family'
import type { IconName } from '@/ui/icons'

/** What each kind of starting place looks like. */
export const labelIcons: Record<Label, IconName> = { home: 'home', work: 'work', grandparents: 'heart', other: 'pin' }

/** What a further place most likely is: the first thing not named yet. */
export function nextLabel(anchors: readonly Anchor[]): Label {
  return labels.find(label => !anchors.some(a => a.label === label)) ?? 'other'
}
