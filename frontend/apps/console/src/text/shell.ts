import { words } from './language'
import { shell as en } from './en/shell'
import { shell as zh } from './zh/shell'

export const shell = words(zh, en)
