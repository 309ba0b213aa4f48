import { words } from './language'
import { own as en } from './en/own'
import { own as zh } from './zh/own'

export const own = words(zh, en)
