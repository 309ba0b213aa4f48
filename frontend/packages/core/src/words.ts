// The words of the register that have names in both languages. They are the enumerations of the server's own document, or,
// where the document leaves them open as plain strings, of the domain; a word not listed here is shown as it came.
import type { paths } from '@tuoyuquan/api'

type Asked = NonNullable<paths['/api/v1/facilities']['get']['parameters']['query']>
type Item<T> = NonNullable<T> extends readonly (infer I)[] ? I : never

/** The query of GET /api/v1/facilities. */
export type FacilityQuery = Asked
export type Mode = Item<Asked['mode']>
export type Kind = Item<Asked['kind']>
export type Nature = Item<Asked['nature']>
export type Sort = NonNullable<Asked['sort']>
export type Profile = NonNullable<Asked['profile']>
export type Coords = NonNullable<Asked['coords']>
export type BandName = 'infant' | 'toddler' | 'senior' | 'mixed'
export type Category = 'care' | 'boarding' | 'meals' | 'material' | 'other'
export type Unit = 'month' | 'day' | 'hour' | 'session' | 'term' | 'year' | 'once'
/** Filing states that families can ever see (备案). */
export type Filing = 'filed' | 'licensed' | 'change_pending' | 'unknown'

/** Longitude, latitude. WGS-84 unless said otherwise. */
export type Point = [number, number]
/** West, south, east, north. */
export type Box = [number, number, number, number]

export const modes: readonly Mode[] = ['full_day', 'half_day', 'hourly', 'drop_in']
export const kinds: readonly Kind[] = ['independent', 'community', 'kindergarten', 'employer', 'home', 'service_centre']
export const natures: readonly Nature[] = ['public', 'private', 'public_private']
export const sorts: readonly Sort[] = ['walk', 'fee', 'freshness', 'free', 'name', 'relevance']

/** The name of a spoken language by its BCP 47 tag: zh-yue and en-GB by the part that is known. */
export function languageName(
  names: { languages: Readonly<Record<string, string>>; languageOther: (tag: string) => string },
  tag: string,
): string {
  const parts = tag.trim().toLowerCase().split('-')
  // An extended language (zh-yue) says more than the language it belongs to.
  const known = [parts[1]?.length === 3 ? parts[1] : '', parts[0] ?? ''].find(
    part => part && Object.prototype.hasOwnProperty.call(names.languages, part),
  )
  return known ? (names.languages[known] ?? tag) : names.languageOther(tag)
}

/** The name of a word of the register, or the word itself when the catalogue does not know it. */
export function wordOf(names: Readonly<Record<string, string>>, word: string): string {
  return Object.prototype.hasOwnProperty.call(names, word) ? (names[word] ?? word) : word
}
