import type { Like } from '../like'
import type { facility as zh } from '../zh/facility'

export const facility: Like<typeof zh> = {}
