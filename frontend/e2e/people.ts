// Families in browser tests: signing in as the demonstration lets one, or as somebody nobody knows yet.
import type { Page } from '@playwright/test'
import type { Demonstration, Session } from '@tuoyuquan/api'
import type { Server } from './fixtures'

/** The digits of the last text message that went to a telephone: only a demonstration shows them. */
export async function codeFor(server: Server, phone: string): Promise<string> {
  const { messages } = await server.api<Demonstration>('/api/v1/demo')
  const message = messages.find(one => one.phone.slice(-4) === phone.slice(-4))
  const code = message?.body.match(/\d{6}/)?.[0]
  if (!code) throw new Error(`no code went to ${phone}`)
  return code
}

/** Asks the service over plain HTTP, as some other device would; headers carry its login. */
export async function ask<T>(
  server: Server,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const answer = await fetch(server.origin + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
  return (text ? JSON.parse(text) : undefined) as T
}

/** Somebody signed in on a phone of their own. */
export interface Person {
  session: Session
  headers: Record<string, string>
}

/** A parent nobody knew, with a family of their own. */
export async function newParent(server: Server, phone: string): Promise<Person> {
  await ask(server, 'POST', '/api/v1/auth/code', { phone })
  const session = await ask<Session>(server, 'POST', '/api/v1/auth/phone', { phone, code: await codeFor(server, phone), device: 'mini' })
  return { session, headers: { authorization: `Bearer ${session.token}` } }
}

/** The first made-up person of a role. */
export async function demoPerson(server: Server, role: string): Promise<Person> {
  const { accounts } = await server.api<Demonstration>('/api/v1/demo')
  const account = accounts.find(one => one.role === role)?.sign_in
  if (!account) throw new Error(`the demonstration has no ${role}`)
  const session = await ask<Session>(server, 'POST', '/api/v1/demo/sign-in', { account, device: 'mini' })
  return { session, headers: { authorization: `Bearer ${session.token}` } }
}

/** What the web app's device holds while somebody is signed in; the cookie itself comes with signInHere. */
export const signedInStorage = { login: 'cookie' }

/** A parent nobody knew, signed in in the browser of page and on a phone besides. */
export async function newParentHere(page: Page, server: Server, phone: string): Promise<Person> {
  const parent = await newParent(server, phone)
  await ask(server, 'POST', '/api/v1/auth/code', { phone })
  const answer = await page.request.post(`${server.origin}/api/v1/auth/phone`, {
    data: { phone, code: await codeFor(server, phone), device: 'web' },
  })
  if (!answer.ok()) throw new Error(`signing in: ${answer.status()} ${await answer.text()}`)
  return parent
}

/** Signs the browser of page in as the first made-up person of a role, as its cookie says. */
export async function signInHere(page: Page, server: Server, role: string): Promise<void> {
  const { accounts } = await server.api<Demonstration>('/api/v1/demo')
  const account = accounts.find(one => one.role === role)?.sign_in
  const answer = await page.request.post(`${server.origin}/api/v1/demo/sign-in`, { data: { account, device: 'web' } })
  if (!answer.ok()) throw new Error(`signing in as ${role}: ${answer.status()} ${await answer.text()}`)
}
