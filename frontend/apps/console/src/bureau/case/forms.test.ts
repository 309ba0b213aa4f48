// The forms ask what the service's table has: its actions, and for each the public list of reasons.
import { expect, test } from 'vitest'
import edges from '../../../../../../api/care/complaint_edge.go?raw'
import complaintReasons from '../../../../../../api/care/complaint_reason.go?raw'
import table from '../../../../../../api/care/complaint_table.go?raw'
import reasons from '../../../../../../api/care/reason.go?raw'
import { forms, nextStep } from './forms'

/** The lists of reasons by the name of their function, in the words of the service. */
function reasonLists(): Record<string, string[]> {
  const text = complaintReasons + reasons
  const codes = new Map([...text.matchAll(/(Reason\w+)\s+(?:ReasonCode )?=\s*"(\w+)"/g)].map(m => [m[1], m[2]]))
  return Object.fromEntries(
    [...text.matchAll(/func (\w+Reasons)\(\) \[\]ReasonCode \{\s*return \[\]ReasonCode\{([^}]*)\}/g)].map(m => [
      m[1],
      [...(m[2] ?? '').matchAll(/Reason\w+/g)].map(one => codes.get(one[0]) ?? one[0]),
    ]),
  )
}

/** Every row of the table an officer may take, with its list of reasons. */
function officeEdges(): { action: string; reasons?: string }[] {
  const actions = new Map([...edges.matchAll(/(CaseAct\w+)\s+CaseAction = "(\w+)"/g)].map(m => [m[1], m[2]]))
  return table.split(/\n\t\{\n/).flatMap(row => {
    const action = actions.get(/Action: (CaseAct\w+)/.exec(row)?.[1] ?? '')
    return action && /Who: (byOffice|\[\]CaseSide\{SideOffice)/.test(row) ? [{ action, reasons: /Reasons: (\w+)\(\)/.exec(row)?.[1] }] : []
  })
}

test('every action an officer may take has its form, with the reasons of the service', () => {
  const lists = reasonLists()
  const rows = officeEdges()
  expect(rows.length).toBeGreaterThan(30)
  for (const { action, reasons } of rows) {
    if (action === 'release' || action === 'merge') continue // forms of their own
    expect(forms, action).toHaveProperty(action)
    expect([...(forms[action]?.reasons ?? [])].sort(), action).toEqual([...(reasons ? (lists[reasons] ?? []) : [])].sort())
  }
})

test('a case is classed before it is accepted, and answered before anything else when somebody is called', () => {
  const of = (state: string, actions: string[], confirmed = false) =>
    nextStep({ state, actions, class_confirmed: confirmed } as unknown as Parameters<typeof nextStep>[0])
  expect(of('received', ['triage', 'accept', 'refuse'])).toBe('triage')
  expect(of('received', ['triage', 'accept', 'refuse'], true)).toBe('accept')
  expect(of('received', ['triage', 'acknowledge'])).toBe('acknowledge')
  expect(of('in_progress', ['note', 'contact', 'message'])).toBe('contact')
  expect(of('in_progress', ['note', 'release', 'propose_reply'])).toBe('propose_reply')
  expect(of('closed', ['exclude'])).toBeUndefined()
})
