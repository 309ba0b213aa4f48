import { words } from './language'
import { rules as en } from './en/rules'
import { rules as zh } from './zh/rules'

export const rules = words(zh, en)
