import { expect, it } from 'vitest'
import { gather } from './rows'

it('asks for pages until enough rows are there, each once, and says where the next begins', async () => {
  const all = Array.from({ length: 7 }, (_, n) => n)
  const asked: (string | undefined)[] = []
  const ask = async (cursor?: string) => {
    asked.push(cursor)
    const from = Number(cursor ?? 0)
    const next = from + 2 < all.length ? String(from + 2) : undefined
    return { rows: all.slice(from, from + 2), total: all.length, ...(next ? { next } : {}) }
  }
  expect(await gather(ask, 3)).toEqual({ rows: [0, 1, 2, 3], total: 7, next: '4' })
  expect(asked).toEqual([undefined, '2'])
  expect(await gather(ask, 50)).toEqual({ rows: all, total: 7, next: undefined })
})
