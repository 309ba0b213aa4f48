import { words } from './language'
import { places as en } from './en/places'
import { places as zh } from './zh/places'

export const places = words(zh, en)
