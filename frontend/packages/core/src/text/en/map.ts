import type { Like } from '../like'
import type { map as zh } from '../zh/map'

export const map: Like<typeof zh> = {}
