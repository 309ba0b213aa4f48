import type { Like } from '../like'
import type { find as zh } from '../zh/find'

export const find: Like<typeof zh> = {}
