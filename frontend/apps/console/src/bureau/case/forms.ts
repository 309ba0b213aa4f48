// What each action on a case asks of the officer, and the reasons it may be done for: the public lists of the service.
import type { HandlerCase } from '@tuoyuquan/api'

export type Part =
  | 'class'
  | 'track'
  | 'allegations'
  | 'reason'
  | 'missing'
  | 'unit'
  | 'co_units'
  | 'to'
  | 'officer'
  | 'way'
  | 'when'
  | 'reference'
  | 'no_tie'
  | 'findings'
  | 'answers'
  | 'text'

export interface Form {
  parts: Part[]
  reasons?: readonly string[]
  /** The reason may be left out. */
  free?: boolean
  /** Words must be given. */
  words?: boolean
  /** Who reads the words. */
  reads?: 'complainant' | 'inside' | 'reply'
  danger?: boolean
}

const suspend = ['other_inquiry', 'in_court', 'expertise', 'unreachable', 'force_majeure']
const extend = ['complex', 'many_parties', 'expertise', 'other_inquiry']

export const forms: Record<string, Form> = {
  triage: {
    parts: ['class', 'reason', 'allegations', 'track'],
    reasons: ['less_urgent', 'more_urgent', 'entered_by_mistake', 'no_facts'],
    free: true,
  },
  acknowledge: { parts: [] },
  report_police: { parts: ['when', 'reference', 'text'], reads: 'inside' },
  ask_information: { parts: ['missing', 'text'], reads: 'complainant' },
  accept: { parts: ['text'], reads: 'complainant' },
  refuse: {
    parts: ['reason', 'to', 'text'],
    reasons: ['not_ours', 'no_facts', 'already_ruled', 'in_court', 'too_old_matter', 'identity_unverified', 'same_again'],
    reads: 'complainant',
    danger: true,
  },
  assign: { parts: ['unit', 'co_units'] },
  set_co_units: { parts: ['co_units'] },
  note: { parts: ['text'], words: true, reads: 'inside' },
  ask_return: { parts: ['reason', 'text'], reasons: ['wrong_area', 'wrong_unit', 'duplicate'], reads: 'inside' },
  decide_return: { parts: ['unit', 'co_units', 'text'], reads: 'inside' },
  sign: { parts: ['no_tie'] },
  hand_over: { parts: ['officer', 'text'], reads: 'inside' },
  contact: { parts: ['way', 'text', 'when'], reads: 'complainant' },
  message: { parts: ['text'], words: true, reads: 'complainant' },
  transfer: { parts: ['to', 'text'], reads: 'complainant' },
  transfer_receipt: { parts: ['reference', 'when'] },
  ask_transfer: { parts: ['to', 'text'], reads: 'inside' },
  take_back: { parts: ['text'], reads: 'complainant' },
  suspend: { parts: ['reason', 'text'], reasons: suspend, reads: 'complainant' },
  resume: { parts: ['text'], reads: 'complainant' },
  ask_suspend: { parts: ['reason', 'text'], reasons: suspend, reads: 'inside' },
  suspend_longer: { parts: ['reason', 'text'], reasons: suspend, reads: 'complainant' },
  extend: { parts: ['reason', 'text'], reasons: extend, reads: 'complainant' },
  ask_extend: { parts: ['reason', 'text'], reasons: extend, reads: 'inside' },
  refuse_ask: { parts: ['text'], words: true, reads: 'inside' },
  propose_reply: { parts: ['findings', 'text'], words: true, reads: 'reply' },
  approve_reply: { parts: [] },
  send_back: { parts: ['text'], words: true, reads: 'inside' },
  close: { parts: ['answers'] },
  not_reached: { parts: ['when'] },
  grant_reopen: { parts: ['text'], reads: 'complainant' },
  reassign: { parts: ['unit', 'co_units'] },
  refuse_reopen: { parts: ['text'], words: true, reads: 'complainant' },
  joint_reply: { parts: ['text'], reads: 'complainant' },
  split: { parts: ['text'], reads: 'inside' },
  exclude: {
    parts: ['reason', 'text'],
    reasons: ['malicious', 'beyond_powers', 'force_majeure', 'same_again'],
    reads: 'inside',
    danger: true,
  },
}

/** What leads a case on, the first of them that may be done; the rest are asides. */
const onward = [
  'acknowledge',
  'decide_return',
  'approve_reply',
  'grant_reopen',
  'reassign',
  'assign',
  'sign',
  'contact',
  'propose_reply',
  'close',
  'resume',
]

/** Merging is done from the list, and showing to the facility has a form of its own. */
export const offered = (actions: readonly string[]): string[] => actions.filter(one => one in forms || one === 'release')

/** The step that leads on, of those that may be taken now. */
export function nextStep(of: HandlerCase): string | undefined {
  if (of.state === 'received') {
    if (of.actions.includes('acknowledge')) return 'acknowledge'
    return ['accept', 'triage'].find(one => of.actions.includes(one) && (one !== 'accept' || of.class_confirmed))
  }
  return onward.find(one => of.actions.includes(one))
}

export const isOver = (state: string): boolean => ['closed', 'not_accepted', 'merged', 'withdrawn'].includes(state)
