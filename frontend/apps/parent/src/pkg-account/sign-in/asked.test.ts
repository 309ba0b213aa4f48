import { expect, test } from 'vitest'
import { codeLasts, readAsked } from './asked'

const asked = { phone: '13900001234', at: 1000, again: 61_000 }

test('a code asked for is known again while it is good, and no longer', () => {
  expect(readAsked(asked, 1000)).toEqual(asked)
  expect(readAsked(asked, 1000 + codeLasts - 1)).toEqual(asked)
  expect(readAsked(asked, 1000 + codeLasts)).toBeUndefined()
  // The clock was set back: how old the code is cannot be known.
  expect(readAsked(asked, 999)).toBeUndefined()
})

test('whatever else lies on the device counts as nothing', () => {
  for (const raw of [undefined, null, 7, 'x', [], {}, { ...asked, phone: '1' }, { ...asked, at: '1000' }, { ...asked, again: null }])
    expect(readAsked(raw, 2000)).toBeUndefined()
})
