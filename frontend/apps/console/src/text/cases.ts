import { words } from './language'
import { cases as en } from './en/cases'
import { cases as zh } from './zh/cases'

export const cases = words(zh, en)
