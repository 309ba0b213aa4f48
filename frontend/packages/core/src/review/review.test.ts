import { expect, test } from 'vitest'
import { reviewItems, reviewTexts, scoreText, wholeScores } from '.'

test('a review has all five scores, each from 1 to 5', () => {
  const all = { safety: 5, care: 4, food: 3, communication: 2, value: 1 }
  expect(wholeScores(all)).toEqual(all)
  for (const item of reviewItems) {
    expect(wholeScores({ ...all, [item]: undefined })).toBeUndefined()
    for (const wrong of [0, 6, 2.5, Number.NaN]) expect(wholeScores({ ...all, [item]: wrong })).toBeUndefined()
  }
  expect(reviewItems.every(item => reviewTexts.zh.items[item] && reviewTexts.en.items[item])).toBe(true)
})

test('a mean is told to one decimal', () => {
  expect([4, 4.25, 4.349, 5].map(scoreText)).toEqual(['4.0', '4.3', '4.3', '5.0'])
})
