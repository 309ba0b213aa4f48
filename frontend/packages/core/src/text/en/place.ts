import type { Like } from '../like'
import type { place as zh } from '../zh/place'

export const place: Like<typeof zh> = {}
