import { describe, expect, test } from 'vitest'
import { ApiError, createClient, NoAnswer, type Reply } from './client'

/** A client whose every question is answered like this; asked holds the addresses. */
function answering(body: unknown, status = 200) {
  const asked: string[] = []
  const client = createClient('', ({ url }) => {
    asked.push(url)
    return Promise.resolve<Reply>({ status, body, headers: {} })
  })
  return { asked, meta: () => client.get('/api/v1/meta', {}), one: (id: string) => client.get('/api/v1/facilities/{id}', { path: { id } }) }
}

describe('an answer', () => {
  test('is an object of the service', async () => {
    await expect(answering({ city: '示范市' }).meta()).resolves.toEqual({ city: '示范市' })
  })

  test('is not what somebody else sends in its place with 200', async () => {
    for (const body of ['<html>Sign in to the hotel</html>', '{"items":[{"id"', '', null, undefined, [], 7]) {
      await expect(answering(body).meta()).rejects.toEqual(new NoAnswer('offline'))
    }
  })

  test('that says no carries its code, or none when a proxy said it', async () => {
    await expect(answering({ code: 'not_found' }, 404).meta()).rejects.toMatchObject({ status: 404, code: 'not_found' })
    for (const body of ['<html>502</html>', '', null, undefined]) {
      await expect(answering(body, 502).meta()).rejects.toMatchObject({ status: 502, code: 'internal' })
    }
  })
})

describe('the name of one thing', () => {
  test('stays one part of the address, whatever is in it', async () => {
    const { asked, one } = answering({})
    for (const id of ['a/b', '../meta', '%2e', 'a?b#c']) await one(id)
    expect(asked).toEqual(['a%2Fb', '..%2Fmeta', '%252e', 'a%3Fb%23c'].map(id => `/api/v1/facilities/${id}`))
  })

  test('is never that of a folder', async () => {
    const { asked, one } = answering({})
    for (const id of ['', '.', '..']) {
      const failure = await one(id).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(ApiError)
      expect(failure).toMatchObject({ status: 404, code: 'not_found' })
    }
    expect(asked).toEqual([])
  })
})
