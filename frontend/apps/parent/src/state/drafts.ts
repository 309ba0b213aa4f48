// What was filled in towards a reservation, kept on the device until it is submitted.
import { newDraft, readDrafts, withDraft, type Draft } from '@tuoyuquan/core/booking'
import { now } from '@/platform/clock'
import { newKey } from '@/platform/key'
import { stored } from '@/platform/storage'

const drafts = stored<Draft[]>('reserve-drafts', raw => readDrafts(raw, now()))

/** The draft for a facility: the one left off, or a new one. */
function draftFor(facility: string): Draft {
  return drafts.value.find(one => one.facility === facility) ?? newDraft(facility, now().toISOString())
}

/** Keeps what changed in a draft, at once. */
function keepDraft(draft: Draft, change: Partial<Draft>): Draft {
  const next = { ...draft, ...change, at: now().toISOString() }
  drafts.value = withDraft(drafts.value, next)
  return next
}

function dropDraft(facility: string): void {
  drafts.value = drafts.value.filter(one => one.facility !== facility)
}

/** The key to send a request with: the one of an earlier try at the same thing, or a new one, written down before it is sent. */
function keyFor(draft: Draft, what: string): { draft: Draft; key: string } {
  if (draft.sending?.what === what) return { draft, key: draft.sending.key }
  const sending = { key: newKey(), what }
  return { draft: keepDraft(draft, { sending }), key: sending.key }
}

/** Drafts of reservations on this device. */
export function useDrafts() {
  return { drafts, draftFor, keepDraft, dropDraft, keyFor }
}
