// What colour repeats a state of the register.
import type { Tone } from '../../ui/StateTag.vue'

export const statusTone = (status: string): Tone =>
  status === 'suspended'
    ? 'warn'
    : status === 'cancelled' || status === 'nonconforming'
      ? 'bad'
      : status === 'filed' || status === 'licensed'
        ? 'good'
        : 'info'

export const logTone = (kind: string): Tone =>
  kind === 'suspended' || kind === 'nonconforming' ? 'warn' : kind === 'cancelled' ? 'bad' : kind === 'changed' ? 'info' : 'good'
