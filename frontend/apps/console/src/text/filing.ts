import { words } from './language'
import { filing as en } from './en/filing'
import { filing as zh } from './zh/filing'

export const filing = words(zh, en)
