import { words } from './language'
import { people as en } from './en/people'
import { people as zh } from './zh/people'

export const people = words(zh, en)
