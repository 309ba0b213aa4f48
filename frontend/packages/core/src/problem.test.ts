import { ApiError, codes, NoAnswer, type Problem } from '@tuoyuquan/api'
import { describe, expect, test } from 'vitest'
import { problemText } from './problem'
import { texts } from './text'

const { zh, en } = texts
const api = (status: number, code: string, id?: string) =>
  new ApiError(status, code, { code, status, title: '', type: '', request_id: id } satisfies Problem)

describe('codes', () => {
  test('have words, and words have codes', () => {
    for (const t of [zh, en]) expect(Object.keys(t.problem.codes).sort()).toEqual([...codes].sort())
    expect(codes.length).toBeGreaterThan(15)
  })

  test('each says what happened and what to do next, in both languages', () => {
    for (const t of [zh, en]) {
      for (const code of codes) {
        const { title, next } = problemText(api(422, code), t)
        expect(title.length, code).toBeGreaterThan(1)
        expect(next.length, code).toBeGreaterThan(4)
      }
    }
  })
})

describe('problemText', () => {
  test('asks again only where that may help', () => {
    expect(problemText(api(422, 'bad_date'), zh)).toEqual({ ...zh.problem.codes.bad_date, retry: false })
    expect(problemText(api(503, 'unavailable'), zh).retry).toBe(true)
    expect(problemText(api(429, 'too_many_requests'), zh).retry).toBe(true)
  })

  test('names the problem number when the fault is ours', () => {
    expect(problemText(api(500, 'internal', 'r-17'), zh).next).toContain('问题编号 r-17')
    expect(problemText(api(404, 'not_found', 'r-17'), zh).next).not.toContain('r-17')
  })

  test('a code newer than the app is told by its status', () => {
    expect(problemText(api(404, 'gone_fishing'), zh).title).toBe('没有找到')
    expect(problemText(api(429, 'slow_down'), zh).title).toBe('操作太快了')
    expect(problemText(api(503, 'moving'), zh).title).toBe('服务暂时用不了')
    expect(problemText(api(502, 'bad_gateway'), zh)).toMatchObject({ title: '服务出错了', retry: true })
    expect(problemText(api(418, 'teapot'), en)).toMatchObject({ title: 'Something went wrong', retry: false })
  })

  test('no answer', () => {
    expect(problemText(new NoAnswer('offline'), zh)).toEqual({ ...zh.problem.offline, retry: true })
    expect(problemText(new NoAnswer('timeout'), zh)).toEqual({ ...zh.problem.slow, retry: true })
    expect(problemText(new NoAnswer('aborted'), zh)).toEqual({ ...zh.problem.stopped, retry: true })
  })

  test('anything else', () => {
    for (const odd of [new TypeError('x'), 'x', undefined, null])
      expect(problemText(odd, en)).toEqual({ ...en.problem.unexpected, retry: true })
  })
})
