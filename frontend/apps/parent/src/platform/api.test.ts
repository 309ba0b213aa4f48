import { beforeEach, describe, expect, it, vi } from 'vitest'
import { device } from '../state/device.fake'

interface Sent {
  method: string
  url: string
  header: Record<string, string>
  data?: unknown
  timeout: number
}

const sent: Sent[] = []
let answer: (request: Sent) => { statusCode: number; data?: unknown } | 'offline' = () => ({ statusCode: 200, data: {} })

vi.mock('@/state/language', () => ({ language: { value: 'zh' } }))

function request(options: Sent & { success: (a: object) => void; fail: (a: object) => void }) {
  const { method, url, header, data, timeout } = options
  const one = { method, url, header, data, timeout }
  sent.push(one)
  const got = answer(one)
  queueMicrotask(() =>
    got === 'offline'
      ? options.fail({ errMsg: 'request:fail' })
      : options.success({ statusCode: got.statusCode, data: got.data, header: { 'Content-Type': 'application/json' } }),
  )
  return { abort() {} }
}

async function fresh(login = '') {
  vi.resetModules()
  device.kept.clear()
  if (login) device.kept.set('tyq:v1:login', JSON.stringify(login))
  Object.assign((globalThis as unknown as { uni: object }).uni, { request })
  return { ...(await import('./api')), proof: await import('./proof') }
}

const problem = (status: number, code: string) => ({ statusCode: status, data: { status, code, title: '' } })

beforeEach(() => {
  sent.length = 0
  answer = () => ({ statusCode: 200, data: {} })
})

describe('a change made with a login', () => {
  it('first fetches the word, once, and carries it', async () => {
    const { api } = await fresh('cookie')
    answer = ({ url }) => ({ statusCode: 200, data: url.endsWith('/session') ? { csrf: 'w1' } : {} })
    await api.post('/api/v1/family/delegates', {})
    await api.post('/api/v1/family/delegates', {})
    expect(sent.map(one => one.method)).toEqual(['GET', 'POST', 'POST'])
    expect(sent.slice(1).map(one => one.header['x-csrf-token'])).toEqual(['w1', 'w1'])
    expect(sent[0]?.header['x-csrf-token']).toBeUndefined()
  })

  it('asks for the word anew when it is no longer taken, and only once', async () => {
    const { api, proof } = await fresh('cookie')
    proof.keepProof({ csrf: 'old' })
    let words = 0
    answer = ({ url, header }) => {
      if (url.endsWith('/session')) return { statusCode: 200, data: { csrf: `w${++words}` } }
      return header['x-csrf-token'] === 'w1' ? { statusCode: 200, data: { code: 'A' } } : problem(403, 'bad_csrf')
    }
    expect(await api.post('/api/v1/family/delegates', {})).toEqual({ code: 'A' })
    expect(sent.map(one => one.header['x-csrf-token'])).toEqual(['old', undefined, 'w1'])

    answer = ({ url }) => (url.endsWith('/session') ? { statusCode: 200, data: { csrf: 'x' } } : problem(403, 'bad_csrf'))
    sent.length = 0
    await expect(api.post('/api/v1/family/delegates', {})).rejects.toMatchObject({ code: 'bad_csrf' })
    expect(sent).toHaveLength(3)
  })

  it('is never sent when the login is found to be over', async () => {
    const { api, proof } = await fresh('cookie')
    answer = ({ url }) => (url.endsWith('/session') ? problem(401, 'signed_out') : problem(401, 'signed_out'))
    await expect(api.post('/api/v1/family/delegates', {})).rejects.toMatchObject({ code: 'signed_out' })
    expect(proof.hasProof.value).toBe(false)
    expect(device.read('login')).toBe('')
  })
})

describe('without a login', () => {
  it('nothing is asked about it and nothing is carried', async () => {
    const { api } = await fresh()
    await api.post('/api/v1/auth/code', { body: { phone: '13800000001' } })
    expect(sent).toHaveLength(1)
    expect(Object.keys(sent[0]?.header ?? {})).toEqual(['accept', 'content-type', 'accept-language'])
  })

  it('a refusal of something else does not touch it', async () => {
    const { api, proof } = await fresh('cookie')
    answer = () => problem(404, 'not_found')
    await expect(api.get('/api/v1/family', {})).rejects.toMatchObject({ status: 404 })
    expect(proof.hasProof.value).toBe(true)
    answer = () => 'offline'
    await expect(api.get('/api/v1/family', {})).rejects.toMatchObject({ reason: 'offline' })
    expect(proof.hasProof.value).toBe(true)
  })
})

describe('a file', () => {
  it('goes as its bytes, with the word and more patience', async () => {
    const { sendBytes, proof } = await fresh('cookie')
    proof.keepProof({ csrf: 'w' })
    const bytes = new Uint8Array([1, 2, 3]).buffer
    answer = () => ({ statusCode: 200, data: { scan: true } })
    expect(await sendBytes('PUT', '/api/v1/x', bytes, 'image/png')).toEqual({ scan: true })
    expect(sent[0]).toMatchObject({ method: 'PUT', data: bytes, timeout: 60_000 })
    expect(sent[0]?.header).toMatchObject({ 'content-type': 'image/png', 'x-csrf-token': 'w' })
    answer = () => problem(413, 'too_large')
    await expect(sendBytes('PUT', '/api/v1/x', bytes, 'image/png')).rejects.toMatchObject({ code: 'too_large' })
  })
})
