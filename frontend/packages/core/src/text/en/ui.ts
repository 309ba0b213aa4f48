import type { Like } from '../like'
import type { ui as zh } from '../zh/ui'

export const ui: Like<typeof zh> = {}
