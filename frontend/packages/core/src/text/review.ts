// The words of reviews and of what was found stand apart from the others: they are asked for with the pages that show them.
import type { Language } from './index'
import type { Like } from './like'
import { review as en } from './en/review'
import { review as zh } from './zh/review'

export type ReviewText = Like<typeof zh>

export const reviewTexts: Record<Language, ReviewText> = { zh, en }
