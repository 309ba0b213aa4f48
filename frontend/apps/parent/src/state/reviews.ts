// What families say of a facility, what was found there, what it makes known, and what the signed-in family said itself.
import type { Disclosure, Finding, MyReview, ReviewInput, ReviewList } from '@tuoyuquan/api'
import { api } from '@/platform/api'

/** What everybody sees. */
export async function readReviews(facility: string): Promise<ReviewList> {
  return api.get('/api/v1/facilities/{id}/reviews', { path: { id: facility } })
}

/** What was found there and is still shown. */
export async function readFindings(facility: string): Promise<Finding[]> {
  return (await api.get('/api/v1/facilities/{id}/findings', { path: { id: facility } })).findings
}

/** What the facility makes known of fees and terms, with every change. */
export async function readDisclosure(facility: string): Promise<Disclosure> {
  return api.get('/api/v1/facilities/{id}/disclosure', { path: { id: facility } })
}

/** The family's own, and whether it may say something. */
export async function readMine(facility: string): Promise<MyReview> {
  return api.get('/api/v1/facilities/{id}/reviews/mine', { path: { id: facility } })
}

export async function putMine(facility: string, review: ReviewInput): Promise<MyReview> {
  return api.put('/api/v1/facilities/{id}/reviews/mine', { path: { id: facility }, body: review })
}

export async function removeMine(facility: string): Promise<void> {
  await api.delete('/api/v1/facilities/{id}/reviews/mine', { path: { id: facility } })
}
