import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeGroups, readCode } from './code'
import { newReport, type ReportDraft, type ReportPhoto } from './draft'
import { categories } from './kinds'
import { statementOf } from './statement'

const photo = (id: string, state: ReportPhoto['state']): ReportPhoto => ({
  id,
  type: 'image/jpeg',
  bytes: 10,
  whole: false,
  upload: `u-${id}`,
  token: `t-${id}`,
  state,
  code: '',
})
const draft: ReportDraft = {
  ...newReport('d', 'key-of-the-draft', '2026-11-16T01:30:00Z'),
  facility: 'f1',
  facilityName: '云朵托育',
  category: 'FOOD',
  danger: false,
  text: '  午饭的菜有股酸味，好几个孩子拉肚子 ',
  as: 'named',
  name: ' 王芳 ',
  phone: '139-0000-1234',
  contact: 'phone',
  child: 'kid',
  photos: [photo('a', 'ready'), photo('b', 'here'), photo('c', 'refused')],
}

describe('a statement', () => {
  it('says what was written', () => {
    expect(statementOf(draft, { namelessOk: true, signedIn: true })).toEqual({
      facility_id: 'f1',
      category: 'FOOD',
      danger_now: false,
      text: '午饭的菜有股酸味，好几个孩子拉肚子',
      anonymous: false,
      name: '王芳',
      phone: '13900001234',
      contact: 'phone',
      keep_originals: false,
      uploads: [{ id: 'u-a', token: 't-a' }],
      child_id: 'kid',
    })
  })
  it('without a name holds nothing that tells who: whatever was typed before', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.string(),
        fc.boolean(),
        fc.constantFrom('app', 'phone', 'none'),
        (name, phone, child, signedIn, contact) => {
          const said = statementOf({ ...draft, as: 'nameless', name, phone, child, contact } as ReportDraft, { namelessOk: true, signedIn })
          expect(said).not.toHaveProperty('name')
          expect(said).not.toHaveProperty('phone')
          expect(said).not.toHaveProperty('child_id')
          expect(said.anonymous).toBe(true)
          expect(said.contact).toBe('none')
        },
      ),
    )
  })
  it('of a kind that needs a name has one, whatever was chosen for another kind before', () => {
    expect(statementOf({ ...draft, as: 'nameless', category: 'FEE_REFUND' }, { namelessOk: false, signedIn: false })).toMatchObject({
      anonymous: false,
      name: '王芳',
      contact: 'phone',
    })
  })
  it('names a place only where no facility is known, to about a metre', () => {
    const there = { ...draft, place: { name: '二楼', point: [120.0123456789, 31.9876543] as [number, number] } }
    expect(statementOf(there, { namelessOk: true, signedIn: false })).not.toHaveProperty('place')
    expect(statementOf({ ...there, facility: '' }, { namelessOk: true, signedIn: false }).place).toEqual({
      name: '二楼',
      lon: 120.01235,
      lat: 31.98765,
    })
  })
  it('asks for sealed originals only when there are photos', () => {
    expect(statementOf({ ...draft, keepOriginals: true }, { namelessOk: true, signedIn: false }).keep_originals).toBe(true)
    expect(statementOf({ ...draft, keepOriginals: true, photos: [] }, { namelessOk: true, signedIn: false }).keep_originals).toBe(false)
  })
  it('joins, and tells of danger and of the day', () => {
    const more = { ...draft, join: 'ref', danger: true, happened: '2026-11-15', wants: ' 去查 ' }
    expect(statementOf(more, { namelessOk: true, signedIn: false })).toMatchObject({
      join: 'ref',
      danger_now: true,
      happened_on: '2026-11-15',
      wants: '去查',
    })
    for (const category of categories)
      expect(statementOf({ ...draft, category }, { namelessOk: true, signedIn: false }).category).toBe(category)
  })
})

describe('a tracking code', () => {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const codes = fc.string({ minLength: 20, maxLength: 20, unit: fc.constantFrom(...letters) })

  it('is read however it was typed', () => {
    expect(readCode('abcde fghjk-mnpqr stvwx')).toBe('ABCDE-FGHJK-MNPQR-STVWX')
    expect(readCode('OIL01 00000 00000 00000')).toBe('01101-00000-00000-00000')
    expect(readCode('ＡＢＣＤＥＦＧＨＪＫＭＮＰＱＲＳＴＶＷＸ')).toBe('ABCDE-FGHJK-MNPQR-STVWX')
    for (const bad of ['', 'ABCDE', 'ABCDE-FGHJK-MNPQR-STVWXY', 'ABCDU-FGHJK-MNPQR-STVWX', '一二三']) expect(readCode(bad)).toBeUndefined()
  })
  it('survives being told in groups', () => {
    fc.assert(
      fc.property(codes, code => {
        expect(readCode(codeGroups(code).join(' ').toLowerCase())).toBe(codeGroups(code).join('-'))
        expect(codeGroups(code).join('')).toBe(code)
      }),
    )
    expect(codeGroups('')).toEqual([])
  })
})
