import { describe, expect, it, vi } from 'vitest'

vi.mock('../api', () => ({ api: {} }))
const { placeOf } = await import('./inbox')

describe('where a message leads', () => {
  it('leads a facility to its own pages', () => {
    expect(placeOf({ kind: 'desk', id: 'a1' }, false)).toBe('/applications/a1')
    expect(placeOf({ kind: 'desk' }, false)).toBe('/today')
    expect(placeOf({ kind: 'release', id: 'c1' }, false)).toBe('/complaints')
    expect(placeOf({ kind: 'roster' }, false)).toBe('/roster')
    expect(placeOf({ kind: 'confirm', id: 'v1.x/y' }, false)).toBe('/confirm/v1.x%2Fy')
  })
  it('leads a bureau to its own', () => {
    expect(placeOf({ kind: 'application', id: 'a1' }, true)).toBe('/bureau/escalations')
    expect(placeOf({ kind: 'case', id: 'c1' }, true)).toBe('/bureau/cases/c1')
    expect(placeOf({ kind: 'reviews' }, true)).toBe('/bureau/reviews')
  })
  it('leads nowhere when a message only tells', () => {
    expect(placeOf(undefined, false)).toBeUndefined()
    expect(placeOf({ kind: 'family' }, false)).toBeUndefined()
  })
})
