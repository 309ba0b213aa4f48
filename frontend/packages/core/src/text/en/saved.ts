import type { Like } from '../like'
import type { saved as zh } from '../zh/saved'

export const saved: Like<typeof zh> = {}
