import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'

const has = ref(true)
const get = vi.fn<(...a: unknown[]) => Promise<unknown>>()
const post = vi.fn<(...a: unknown[]) => Promise<unknown>>()
vi.mock('@/platform/api', () => ({
  api: {
    get: (...a: unknown[]) => get(...a),
    post: (...a: unknown[]) => post(...a),
    delete: vi.fn<(...a: unknown[]) => Promise<unknown>>(),
  },
}))
vi.mock('@/platform/proof', () => ({ hasProof: has }))
vi.mock('./language', () => ({ language: ref('zh') }))

const text = (purpose: string, version = 2) => ({ purpose, version, title: purpose, body: '', required_for: [], per_child: true })
const texts = [text('booking'), text('photo')]
const consent = (purpose: string, version: number, child?: string, withdrawn?: string) => ({
  id: `${purpose}-${version}-${child}`,
  purpose,
  version,
  child_id: child,
  given_at: '2026-11-01T00:00:00Z',
  withdrawn_at: withdrawn,
  current: !withdrawn && version === 2,
})

async function fresh(consents: unknown[]) {
  vi.resetModules()
  get.mockImplementation(path => Promise.resolve(String(path).endsWith('/family/consents') ? { consents } : { texts }))
  const state = (await import('./consents')).useConsents()
  await state.load()
  return state
}

beforeEach(() => {
  has.value = true
  get.mockReset()
  post.mockReset().mockResolvedValue({})
})

describe('consents', () => {
  it('hold for their purpose and child, in the version in force', async () => {
    const { agreed, inForce } = await fresh([consent('booking', 2, 'a'), consent('photo', 1, 'a')])
    expect(agreed('booking', 'a')).toBe(true)
    expect(agreed('booking', 'b')).toBe(false)
    expect(agreed('photo', 'a')).toBe(false)
    expect(inForce('photo', 'a')?.version).toBe(1)
  })

  it('one for the whole family holds for each child, a withdrawn one for nobody', async () => {
    const { agreed } = await fresh([consent('booking', 2), consent('photo', 2, 'a', '2026-11-02T00:00:00Z')])
    expect(agreed('booking', 'a')).toBe(true)
    expect(agreed('photo', 'a')).toBe(false)
  })

  it('are given in the version that was shown', async () => {
    const { give } = await fresh([])
    await give(texts[0]!, 'a')
    expect(post).toHaveBeenCalledWith('/api/v1/family/consents', { body: { purpose: 'booking', version: 2, child_id: 'a' } })
  })

  it('signed out, the texts can be read and nothing else is asked', async () => {
    has.value = false
    const state = await fresh([consent('booking', 2)])
    expect(state.texts.value).toHaveLength(2)
    expect(state.given.value).toEqual([])
    expect(get).toHaveBeenCalledTimes(1)
  })
})
