// A row of the rule table as people read it. The table itself is kept in English keys and units, like every code of the service; what
// has no words here is shown as it is kept, so that nothing is hidden.
import type { RuleRow } from '@tuoyuquan/api'
import type { rules } from '../../text/rules'

type Words = (typeof rules)['value']

/** What a rule is called, or nothing. */
export function ruleName(key: string, t: Words): string | undefined {
  const whole = t.names[key]
  if (whole) return whole
  const cut = key.lastIndexOf('.')
  const [name, part] = [t.names[key.slice(0, cut)], t.parts[key.slice(cut + 1)]]
  return name && part && t.part(name, part)
}

/** Units whose values say everything. */
const saidByValue = new Set(['month-day', 'price', 'standard'])

/** Its value with its unit. */
export function ruleValue(row: Pick<RuleRow, 'key' | 'value' | 'unit' | 'calendar'>, t: Words): string {
  const kept = row.value ?? ''
  // A day of the year is kept as MM-DD; so are spans of months, whose keys say something else.
  const day = row.key.endsWith('_by') && /^(\d\d)-(\d\d)$/.exec(kept)
  const one = (part: string) => t.values[part] ?? part
  const value = day ? t.day(Number(day[1]), Number(day[2])) : kept.split(',').map(one).join(t.comma)
  const unit = row.unit && !saidByValue.has(row.unit) ? (t.units[row.unit] ?? row.unit) : ''
  const said = row.calendar === 'working' ? t.working(unit) : unit
  return [value, said].filter(Boolean).join(' ')
}

/** What it rests on. */
export const ruleBasis = (basis: string, t: Words): string =>
  t.basis[basis] ?? basis.replace(/^product default(?=（)/, t.basis['product default'] ?? '')
