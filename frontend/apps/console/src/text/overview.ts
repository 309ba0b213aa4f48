import { words } from './language'
import { overview as en } from './en/overview'
import { overview as zh } from './zh/overview'

export const overview = words(zh, en)
