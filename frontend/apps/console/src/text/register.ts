import { words } from './language'
import { register as en } from './en/register'
import { register as zh } from './zh/register'

export const register = words(zh, en)
