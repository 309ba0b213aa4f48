// The words of what a facility makes known stand apart from the others: they are asked for with the page that shows it.
import type { Language } from './index'
import type { Like } from './like'
import { disclosure as en } from './en/disclosure'
import { disclosure as zh } from './zh/disclosure'

export type DisclosureText = Like<typeof zh>

export const disclosureTexts: Record<Language, DisclosureText> = { zh, en }
