// The grid of places as a sheet: what may be typed where, what a paste means, what is wrong, what differs. No Vue, no page.
import type { OccupancyMonth, StaffClass } from '@tuoyuquan/api'

export const rowNames = ['filed', 'staffed', 'outside', 'moving', 'enrolled', 'free'] as const
export type RowName = (typeof rowNames)[number]
/** The rows a facility fills in; the service counts the others. */
export const editable = ['staffed', 'outside'] as const
export type Editable = (typeof editable)[number]
export const isEditable = (row: RowName): row is Editable => row === 'staffed' || row === 'outside'

const most = 1000

/** One cell that was changed: the text as typed, so that nonsense stays to be mended. */
export interface Edit {
  classID: string
  month: string
  row: Editable
  text: string
}

export const keyOf = (edit: Pick<Edit, 'classID' | 'month' | 'row'>) => `${edit.classID}|${edit.month}|${edit.row}`
export type Edits = ReadonlyMap<string, Edit>

/** The whole number somebody means, in half or full width, or undefined. */
export function numberOf(text: string): number | undefined {
  const plain = text.trim().replace(/[０-９]/g, digit => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
  if (!/^\d{1,4}$/.test(plain)) return undefined
  const value = Number(plain)
  return value <= most ? value : undefined
}

/** A month with the edits in it; a figure that is no number counts as it was. */
export function edited(of: StaffClass, month: OccupancyMonth, edits: Edits): OccupancyMonth {
  const value = (row: Editable) => numberOf(edits.get(keyOf({ classID: of.id, month: month.month, row }))?.text ?? '') ?? month[row]
  return { ...month, staffed: value('staffed'), outside: value('outside') }
}

/** Taken by children who came through this system, or may come. */
export const moving = (month: OccupancyMonth) => month.held + month.offered
export const used = (month: OccupancyMonth) => month.outside + moving(month) + month.enrolled
/** As the service counts it (store.Occupancy.Free). */
export const free = (month: OccupancyMonth) => (month.open ? Math.max(0, Math.min(month.filed, month.staffed) - used(month)) : 0)

export function figure(month: OccupancyMonth, row: RowName): number {
  if (row === 'moving') return moving(month)
  return row === 'free' ? free(month) : month[row]
}

export type Wrong = { why: 'whole' } | { why: 'overFiled'; most: number }

/** What is wrong with a cell, before anything is sent. */
export function wrongWith(of: StaffClass, month: OccupancyMonth, row: Editable, edits: Edits): Wrong | undefined {
  const edit = edits.get(keyOf({ classID: of.id, month: month.month, row }))
  if (!edit) return undefined
  const value = numberOf(edit.text)
  if (value === undefined) return { why: 'whole' }
  // The bureau may have let more stand than is filed.
  const allowed = Math.max(month.filed, month.filed + (month.grandfathered ?? 0))
  if (row === 'staffed' && value > allowed) return { why: 'overFiled', most: allowed }
  return undefined
}

/** Fewer staffed than taken: allowed, because carers do leave, and worth a word. */
export const tight = (month: OccupancyMonth) => month.open && month.staffed < used(month)

/** Rows and columns of what a spreadsheet put on the clipboard. */
export function parseSheet(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n')
  return lines.map(line =>
    line.split('\t').map(cell =>
      cell
        .trim()
        .replace(/^"(.*)"$/s, '$1')
        .trim(),
    ),
  )
}

/** Where a cell is: which class, which row of it, which month. */
export interface Place {
  of: number
  row: number
  column: number
}

/** Every line of the sheet from top to bottom; a paste and a selection run through them, whatever class they belong to. */
export const lineOf = (place: Place) => place.of * rowNames.length + place.row
export const placeOf = (line: number, column: number): Place => ({
  of: Math.floor(line / rowNames.length),
  row: line % rowNames.length,
  column,
})

/** The cell one step away, or the same at the edge. */
export function step(from: Place, lines: number, columns: number, classes: readonly StaffClass[]): Place {
  const most = classes.length * rowNames.length - 1
  const line = Math.min(Math.max(lineOf(from) + lines, 0), most)
  const of = classes[Math.floor(line / rowNames.length)]
  const column = Math.min(Math.max(from.column + columns, 0), (of?.months.length ?? 1) - 1)
  return placeOf(line, column)
}

/** What pasting a sheet at a place would change. Cells that are not to be filled are passed over. */
export function paste(
  sheet: readonly (readonly string[])[],
  at: Place,
  classes: readonly StaffClass[],
): { edits: Edit[]; refused: number } {
  const edits: Edit[] = []
  let refused = 0
  sheet.forEach((line, i) =>
    line.forEach((text, j) => {
      const place = placeOf(lineOf(at) + i, at.column + j)
      const of = classes[place.of]
      const month = of?.months[place.column]
      const row = rowNames[place.row]
      if (!of || !month || !row || !isEditable(row) || text === '') return
      if (numberOf(text) === undefined) refused++
      else edits.push({ classID: of.id, month: month.month, row, text: String(numberOf(text)) })
    }),
  )
  return { edits, refused }
}

/** The cells between two corners as a spreadsheet takes them. */
export function copy(a: Place, b: Place, classes: readonly StaffClass[], edits: Edits): string {
  const lines: string[] = []
  for (let line = Math.min(lineOf(a), lineOf(b)); line <= Math.max(lineOf(a), lineOf(b)); line++) {
    const cells: string[] = []
    for (let column = Math.min(a.column, b.column); column <= Math.max(a.column, b.column); column++) {
      const place = placeOf(line, column)
      const of = classes[place.of]
      const month = of?.months[column]
      const row = rowNames[place.row]
      cells.push(of && month && row ? String(figure(edited(of, month, edits), row)) : '')
    }
    lines.push(cells.join('\t'))
  }
  return lines.join('\n')
}

/** With one more edit: a cell that is back at what it was is no change any more. */
export function withEdit(edits: Edits, edit: Edit, classes: readonly StaffClass[]): Edits {
  const next = new Map(edits)
  const before = classes.find(one => one.id === edit.classID)?.months.find(one => one.month === edit.month)
  if (before && numberOf(edit.text) === before[edit.row]) next.delete(keyOf(edit))
  else next.set(keyOf(edit), edit)
  return next
}

/** What is sent for a class: the months that changed, both figures of each. */
export function monthsToSend(of: StaffClass, edits: Edits): { month: string; staffed: number; outside: number }[] {
  return of.months
    .filter(month => editable.some(row => edits.has(keyOf({ classID: of.id, month: month.month, row }))))
    .map(month => {
      const { staffed, outside } = edited(of, month, edits)
      return { month: month.month, staffed, outside }
    })
}

/** Where what somebody else saved in the meantime differs from what was seen and from what is wanted. */
export function clashes(
  seen: StaffClass,
  fresh: StaffClass,
  edits: Edits,
): { month: string; row: Editable; mine: number; theirs: number }[] {
  return fresh.months.flatMap(now => {
    const before = seen.months.find(one => one.month === now.month)
    if (!before) return []
    const wanted = edited(seen, before, edits)
    return editable.filter(row => now[row] !== wanted[row]).map(row => ({ month: now.month, row, mine: wanted[row], theirs: now[row] }))
  })
}
