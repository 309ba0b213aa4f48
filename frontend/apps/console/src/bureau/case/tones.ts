// Colours repeat what the words say: how urgent, and whether somebody is waited for.
import type { Tone } from '../../ui/StateTag.vue'

export const classTone = (of: string): Tone => (of === 'A' ? 'bad' : of === 'B' ? 'warn' : of === 'C' ? 'info' : 'quiet')

export const stateTone = (of: string): Tone =>
  ['received', 'accepted', 'assigned', 'return_requested', 'reply_review', 'follow_up', 'reopened'].includes(of)
    ? 'brand'
    : of === 'in_progress' || of === 'transferred'
      ? 'info'
      : of === 'needs_info' || of === 'suspended'
        ? 'warn'
        : of === 'closed' || of === 'replied'
          ? 'good'
          : 'quiet'
