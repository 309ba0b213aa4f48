// The words of priorities stand apart from the others: they are asked for with the page that shows them.
import type { Language } from './index'
import type { Like } from './like'
import { claim as en } from './en/claim'
import { claim as zh } from './zh/claim'

export type ClaimText = Like<typeof zh>

export const claimTexts: Record<Language, ClaimText> = { zh, en }
