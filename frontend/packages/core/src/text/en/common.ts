import type { Like } from '../like'
import type { common as zh } from '../zh/common'

export const common: Like<typeof zh> = {}
