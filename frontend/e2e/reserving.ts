// What both targets' tests of reservations begin with: a facility of the demonstration with its staff, and families nobody knew.
import type { Server } from './fixtures'
import { Person } from './sides'

/** The day all tests live in. */
export const today = '2026-11-16'

export interface Opening {
  class_id: string
  name: string
  mode: string
  bookable: boolean
  why?: string
  months: { month: string; free: number | null; filed: number; staffed: number }[]
}
interface StaffApplication {
  id: string
  version: number
  state: string
  child: { name: string }
}
interface StaffClass {
  id: string
  version: number
  months: {
    month: string
    filed: number
    staffed: number
    outside: number
    held: number
    offered: number
    enrolled: number
    free: number
  }[]
}

/** The demonstration's facility with its staff, and a class of it that takes the child from today on. */
export async function facility(server: Server): Promise<{ staff: Person; id: string; name: string; room: Opening }> {
  const staff = await Person.demo(server, 'facility')
  const id = staff.session.account.facility_id ?? ''
  const { name } = (await server.api<{ facility: { name: string } }>(`/api/v1/facilities/${id}`)).facility
  const { classes } = await server.api<{ classes: Opening[] }>(`/api/v1/facilities/${id}/openings?age_months=20&start=${today}`)
  const room = classes.find(one => one.mode === 'full_day' && (one.bookable || one.why === 'pool_full' || one.why === 'waitlist_ahead'))
  if (!room) throw new Error('the demonstration has no class for a child of 20 months')
  return { staff, id, name, room }
}

/** Leaves a class exactly so many free places in every month, with fewer children from elsewhere where those here need their places. */
export async function leave(staff: Person, id: string, free: number): Promise<void> {
  const { classes } = await staff.get<{ classes: StaffClass[] }>('/api/v1/facility/classes')
  const room = classes.find(one => one.id === id)
  if (!room) throw new Error(`no class ${id}`)
  const months = room.months.map(m => {
    const here = m.held + m.offered + m.enrolled + free
    const outside = Math.max(0, Math.min(m.outside, m.filed - here))
    return { month: m.month, staffed: here + outside, outside }
  })
  await staff.do('PUT', `/api/v1/facility/classes/${id}/places`, { version: room.version, months })
}

/** What the facility's staff do with the application of a child. */
export async function decide(staff: Person, child: string, action: string, form?: object): Promise<void> {
  const { applications } = await staff.get<{ applications: StaffApplication[] }>('/api/v1/facility/applications?limit=100')
  const app = applications.find(one => one.child.name === child)
  if (!app) throw new Error(`no application of ${child}`)
  await staff.do('POST', `/api/v1/facility/applications/${app.id}/actions`, { action, version: app.version, ...(form && { form }) })
}

/** Gives the consents a child's reservation needs. */
async function consent(family: Person, child_id: string | undefined): Promise<void> {
  const { texts } = await family.get<{ texts: { purpose: string; version: number; required_for?: string[]; per_child?: boolean }[] }>(
    '/api/v1/consents',
  )
  for (const { purpose, version, per_child } of texts.filter(one => one.required_for?.length))
    await family.do('POST', '/api/v1/family/consents', { purpose, version, ...(per_child && { child_id }) })
}

/** Puts the only child of a family on the waitlist of a class. */
export async function wait(family: Person, class_id: string, start: string): Promise<void> {
  const { children } = await family.get<{ children: { id: string }[] }>('/api/v1/family')
  const child_id = children[0]?.id
  await consent(family, child_id)
  await family.do('POST', '/api/v1/applications', { child_id, class_id, start, as: 'wait' })
}

/** Gives the only child of a family a place in a class, as family and staff do it between them. */
export async function enrol(at: { staff: Person; room: { class_id: string } }, family: Person, child: string): Promise<string> {
  const { children } = await family.get<{ children: { id: string; name: string }[] }>('/api/v1/family')
  const child_id = children.find(one => one.name === child)?.id
  await consent(family, child_id)
  await family.papers()
  const wish = { child_id, class_id: at.room.class_id, start: today, as: 'hold' }
  let app = await family.do<{ id: string; version: number }>('POST', '/api/v1/applications', wish)
  const act = async (action: string) => {
    app = await family.do('POST', `/api/v1/applications/${app.id}/actions`, { action, version: app.version })
  }
  await act('submit')
  await decide(at.staff, child, 'offer')
  app = await family.get(`/api/v1/applications/${app.id}`)
  await act('accept')
  await decide(at.staff, child, 'enrol', { signed: true })
  return app.id
}

/** Another facility with a place in a full-day class for a child of 20 months. */
export async function elsewhere(server: Server, not: string): Promise<{ id: string; name: string; room: Opening }> {
  const { items } = await server.api<{ items: { id: string; name: string }[] }>(
    `/api/v1/facilities?age_months=20&start=${today}&mode=full_day&vacant=true&limit=30`,
  )
  for (const { id, name } of items.filter(one => one.id !== not)) {
    const { classes } = await server.api<{ classes: Opening[] }>(`/api/v1/facilities/${id}/openings?age_months=20&start=${today}`)
    const room = classes.find(one => one.mode === 'full_day' && one.bookable)
    if (room) return { id, name, room }
  }
  throw new Error('the demonstration has no second facility with a place')
}

/** Gives back whatever families have under way: tests on one server do not take each other's places. */
export async function release(...families: Person[]): Promise<void> {
  for (const family of families) {
    const { applications } = await family.get<{ applications: { id: string; version: number; actions: string[] }[] }>(
      '/api/v1/applications',
    )
    for (const { id, version } of applications.filter(one => one.actions.includes('withdraw')))
      await family.do('POST', `/api/v1/applications/${id}/actions`, { action: 'withdraw', version })
  }
}

let phones = 0

/** A family nobody knew, with one child of 20 months. */
export async function newFamily(server: Server, child: string, device: 'web' | 'mini' = 'web'): Promise<Person> {
  const family = await Person.family(server, `139000${String(10_000 + ++phones)}`, device)
  await family.child(child)
  return family
}
