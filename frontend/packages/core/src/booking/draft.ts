// What a family has filled in towards a reservation. It lies on the device until it is submitted, so that a killed app, a dead
// battery or a sign-in in between loses nothing; and it carries the key of the request on its way, so that a request sent twice counts once.
import { readDate } from '../date'

export type Step = 1 | 2 | 3

/** A request that was sent and whose answer may not have come: sent again it is sent with the same key. */
export interface Sending {
  key: string
  /** What the key stands for: another question needs another key. */
  what: string
}

/** Another child of the family, asked for together with the first; class '' is not chosen yet. */
export interface Mate {
  child: string
  class: string
}

/** What a family said to giving up the full-day place its child has for this one; '' is not said yet. */
export type Answer = '' | 'yes' | 'no'

export interface Draft {
  facility: string
  class: string
  child: string
  start: string
  /** Siblings who are to be taken together with the child, or none. */
  with: Mate[]
  transfer: Answer
  /** Purposes ticked but not sent yet. */
  consents: string[]
  step: Step
  /** The application once a place is held. */
  application: string
  sending?: Sending
  /** When it was last touched, for letting go of the oldest. */
  at: string
}

/** Drafts kept on a device, and for how many days. */
export const mostDrafts = 5
export const draftDays = 30
/** Siblings that can be named beside the first child. */
export const mostMates = 4

const text = (raw: unknown, longest: number): string => (typeof raw === 'string' ? raw.slice(0, longest) : '')

/** A draft for a class that begins empty. */
export function newDraft(facility: string, at: string): Draft {
  return { facility, class: '', child: '', start: '', with: [], transfer: '', consents: [], step: 1, application: '', at }
}

function readMates(raw: unknown): Mate[] {
  if (!Array.isArray(raw)) return []
  return (raw as Partial<Record<keyof Mate, unknown>>[])
    .map(one => ({ child: text(one?.child, 60), class: text(one?.class, 60) }))
    .filter((one, i, all) => one.child && all.findIndex(other => other.child === one.child) === i)
    .slice(0, mostMates)
}

/** Drafts out of what the device kept: what is none is dropped, what is too old too. */
export function readDrafts(raw: unknown, now: Date): Draft[] {
  if (!Array.isArray(raw)) return []
  const found: Draft[] = []
  for (const one of raw as Partial<Record<keyof Draft, unknown>>[]) {
    const facility = text(one?.facility, 60)
    const at = text(one?.at, 40)
    const age = now.getTime() - Date.parse(at)
    if (!facility || !(age < draftDays * 86_400_000) || found.some(d => d.facility === facility)) continue
    const sending = one.sending as Partial<Record<keyof Sending, unknown>> | undefined
    const key = text(sending?.key, 80)
    found.push({
      facility,
      at,
      class: text(one.class, 60),
      child: text(one.child, 60),
      start: readDate(one.start) ?? '',
      with: readMates(one.with),
      transfer: one.transfer === 'yes' || one.transfer === 'no' ? one.transfer : '',
      consents: Array.isArray(one.consents) ? one.consents.filter((c): c is string => typeof c === 'string').slice(0, 20) : [],
      step: one.step === 2 || one.step === 3 ? one.step : 1,
      application: text(one.application, 60),
      ...(key ? { sending: { key, what: text(sending?.what, 1200) } } : {}),
    })
  }
  return found.slice(0, mostDrafts)
}

/** The drafts with one of them put in front, the oldest let go. */
export function withDraft(drafts: readonly Draft[], draft: Draft): Draft[] {
  return [draft, ...drafts.filter(one => one.facility !== draft.facility)].slice(0, mostDrafts)
}
