// A draft as the server takes it. Only what was asked for goes along: an anonymous statement carries no name, whatever was typed before.
import type { ComplaintInput } from '@tuoyuquan/api'
import { readPhone } from '../person'
import { isNamed, type ReportDraft } from './draft'

export type Statement = ComplaintInput

/** What a draft comes to. namelessOk: whether its kind may go without a name; signedIn: whether the person is known to the server. */
export function statementOf(draft: ReportDraft, { namelessOk, signedIn }: { namelessOk: boolean; signedIn: boolean }): Statement {
  const called = isNamed(draft, namelessOk)
  const phone = called ? readPhone(draft.phone) : undefined
  const { place } = draft
  return {
    ...(draft.facility ? { facility_id: draft.facility } : {}),
    ...(!draft.facility && place
      ? { place: { name: place.name.trim().slice(0, 80), lon: round(place.point[0]), lat: round(place.point[1]) } }
      : {}),
    category: draft.category || 'OTHER',
    danger_now: draft.danger === true,
    ...(draft.happened && { happened_on: draft.happened }),
    text: draft.text.trim(),
    ...(draft.wants.trim() && { wants: draft.wants.trim() }),
    anonymous: !called,
    ...(called && draft.name.trim() && { name: draft.name.trim() }),
    ...(phone && { phone }),
    contact: contactOf(draft, called, signedIn),
    keep_originals: draft.photos.length > 0 && draft.keepOriginals,
    uploads: draft.photos.filter(one => one.state === 'ready').map(one => ({ id: one.upload, token: one.token })),
    ...(draft.join && { join: draft.join }),
    ...(called && signedIn && draft.child && { child_id: draft.child }),
  }
}

/** Without a login there is no inbox: a named person is called, a nameless one reads messages with the code. */
function contactOf(draft: ReportDraft, called: boolean, signedIn: boolean): Statement['contact'] {
  if (!called) return 'none'
  return signedIn ? draft.contact : 'phone'
}

/** A point to about a metre: more says nothing of a place and something of who stood there. */
const round = (degrees: number): number => Math.round(degrees * 1e5) / 1e5
