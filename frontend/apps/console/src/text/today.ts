import { words } from './language'
import { today as en } from './en/today'
import { today as zh } from './zh/today'

export const today = words(zh, en)
