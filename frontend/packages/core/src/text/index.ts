import { chinese } from './chinese'
import { english } from './english'
import type { Language, Text } from './text'

export type { Like } from './like'
export type { Language, Text } from './text'

/** Both languages at once, for tests and tools. The web app loads the one that is spoken (@tuoyuquan/core/chinese, /english). */
export const texts: Record<Language, Text> = { zh: chinese, en: english }
