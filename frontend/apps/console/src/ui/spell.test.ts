import { expect, test } from 'vitest'
import { shell as zh } from '../text/zh/shell'
import { spellLeft } from './spell'

const minute = 60_000
test.each([
  [3 * 1440 * minute, '剩 3 天'],
  [47 * 60 * minute, '剩 47 小时'],
  [minute, '剩 1 分钟'],
  [minute - 1, '剩不到 1 分钟'],
  [1, '剩不到 1 分钟'],
  [0, '已到期'],
  [1 - minute, '已到期'],
  [-minute, '超期 1 分钟'],
  [-49 * 60 * minute, '超期 2 天'],
])('%d milliseconds are %s', (left, said) => expect(spellLeft(left, zh.clock)).toBe(said))
