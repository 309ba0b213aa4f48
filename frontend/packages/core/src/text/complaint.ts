// The words of complaints stand apart from the others: they are asked for with the pages that show them and do not weigh on the
// first page a family opens.
import type { Language } from './index'
import type { Like } from './like'
import { complaint as en } from './en/complaint'
import { complaint as zh } from './zh/complaint'

export type ComplaintText = Like<typeof zh>

export const complaintTexts: Record<Language, ComplaintText> = { zh, en }
