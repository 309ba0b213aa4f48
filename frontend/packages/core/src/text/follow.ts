// The words of following a complaint stand apart from the others: they are asked for with the pages that show them and do not weigh on
// the first page a family opens.
import type { Language } from './index'
import type { Like } from './like'
import { follow as en } from './en/follow'
import { follow as zh } from './zh/follow'

export type FollowText = Like<typeof zh>

export const followTexts: Record<Language, FollowText> = { zh, en }
