// The words of policies and support stand apart from the others: they are asked for with the pages that show them.
import type { Language } from './index'
import type { Like } from './like'
import { policy as en } from './en/policy'
import { policy as zh } from './zh/policy'

export type PolicyText = Like<typeof zh>

export const policyTexts: Record<Language, PolicyText> = { zh, en }
