import type { Like } from '../like'
import type { compare as zh } from '../zh/compare'

export const compare: Like<typeof zh> = {}
