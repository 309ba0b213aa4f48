import type { Like } from '../like'
import type { vacancy as zh } from '../zh/vacancy'

export const vacancy: Like<typeof zh> = {}
