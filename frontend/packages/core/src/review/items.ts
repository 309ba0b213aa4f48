// What a review scores, each 1 to 5, and what of them is shown.
import type { ReviewScores } from '@tuoyuquan/api'

export const reviewItems = ['safety', 'care', 'food', 'communication', 'value'] as const
export type ReviewItem = (typeof reviewItems)[number]

/** Longest text of a review, in characters. */
export const longestReview = 300

/** All five scores, or undefined while one is missing. */
export function wholeScores(chosen: Partial<Record<ReviewItem, number>>): ReviewScores | undefined {
  const all = reviewItems.map(item => chosen[item])
  if (!all.every(one => one !== undefined && Number.isInteger(one) && one >= 1 && one <= 5)) return undefined
  const [safety = 0, care = 0, food = 0, communication = 0, value = 0] = all
  return { safety, care, food, communication, value }
}

/** A mean to one decimal: 4.3. */
export const scoreText = (mean: number): string => (Math.round(mean * 10) / 10).toFixed(1)
