import type { Like } from '../like'
import type { mine as zh } from '../zh/mine'

export const mine: Like<typeof zh> = {}
