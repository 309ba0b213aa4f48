import type { Like } from '../like'
import type { problem as zh } from '../zh/problem'

export const problem: Like<typeof zh> = {}
