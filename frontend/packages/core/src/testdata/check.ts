import fc from 'fast-check'

/** Tries a property on the same cases every time; a failure prints the seed and the smallest counterexample. */
export function check<T>(property: fc.IProperty<T>, numRuns = 500): void {
  fc.assert(property, { seed: 20261122, numRuns })
}

const two = (n: number) => String(n).padStart(2, '0')

/** Any real calendar day of the years 1990 to 2099, month ends and leap days often. */
export const anyDate: fc.Arbitrary<string> = fc
  .tuple(
    fc.integer({ min: 1990, max: 2099 }),
    fc.integer({ min: 1, max: 12 }),
    fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 27, max: 31 })),
  )
  .map(([year, month, day]) => `${year}-${two(month)}-${two(Math.min(day, new Date(Date.UTC(year, month, 0)).getUTCDate()))}`)

/** Birth and a later day, within ten years. */
export const lifeTime: fc.Arbitrary<[birth: string, on: string]> = fc
  .tuple(anyDate, fc.integer({ min: 0, max: 3650 }))
  .map(([birth, days]) => [birth, new Date(Date.parse(birth + 'T00:00:00Z') + days * 86_400_000).toISOString().slice(0, 10)])
