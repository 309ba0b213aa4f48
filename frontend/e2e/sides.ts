// The other sides of a reservation: families with children and the staff of facilities, who act through the service's API while a
// page is under test.
import type { BrowserContext } from '@playwright/test'
import type { Server } from './fixtures'

interface Session {
  csrf: string
  token?: string
  account: { id: string; role: string; facility_id?: string }
}

interface DemoAccount {
  role: string
  name: string
  sign_in: string
}

export interface Made<T> {
  status: number
  body: T
}

let keys = 0

export class Person {
  private constructor(
    readonly server: Server,
    readonly session: Session,
    private readonly cookie: string,
  ) {}

  /** One of the made-up people of the demonstration, by role. */
  static async demo(server: Server, role: string): Promise<Person> {
    const { accounts } = await server.api<{ accounts: DemoAccount[] }>('/api/v1/demo')
    const account = accounts.find(one => one.role === role)
    if (!account) throw new Error(`the demonstration has no ${role}`)
    return Person.signIn(server, '/api/v1/demo/sign-in', { account: account.sign_in })
  }

  /** One of them by name. */
  static async demoNamed(server: Server, name: string): Promise<Person> {
    const { accounts } = await server.api<{ accounts: DemoAccount[] }>('/api/v1/demo')
    const account = accounts.find(one => one.name === name)
    if (!account) throw new Error(`the demonstration has no ${name}`)
    return Person.signIn(server, '/api/v1/demo/sign-in', { account: account.sign_in })
  }

  /** A new family by telephone, with the code that the demonstration shows instead of sending it. */
  static async family(server: Server, phone: string, device: 'web' | 'mini' = 'web'): Promise<Person> {
    const asked = await send(server, 'POST', '/api/v1/auth/code', { phone })
    if (asked.status !== 202) throw new Error(`no code for ${phone}: ${asked.status} ${await asked.text()}`)
    let code: string | undefined
    for (let i = 0; i < 40 && !code; i++) {
      const { messages } = await server.api<{ messages: { body: string; to?: string }[] }>('/api/v1/demo')
      code = messages
        .map(one => (JSON.stringify(one).includes(phone.slice(-4)) ? /\b(\d{6})\b/.exec(one.body)?.[1] : undefined))
        .find(Boolean)
      if (!code) await new Promise(next => setTimeout(next, 50))
    }
    return Person.signIn(server, '/api/v1/auth/phone', { phone, code, device })
  }

  private static async signIn(server: Server, path: string, body: unknown): Promise<Person> {
    const answer = await send(server, 'POST', path, body)
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    const cookie = /tuoyuquan_login=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? ''
    return new Person(server, (await answer.json()) as Session, cookie)
  }

  /** Asks; fails unless the answer is 2xx. */
  async get<T>(path: string): Promise<T> {
    return (await this.try<T>('GET', path)).body
  }

  /** Does; fails unless the answer is 2xx. */
  async do<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const made = await this.try<T>(method, path, body)
    if (made.status >= 300) throw new Error(`${method} ${path} answered ${made.status}: ${JSON.stringify(made.body)}`)
    return made.body
  }

  /** Tries, whatever the answer. */
  async try<T>(method: string, path: string, body?: unknown): Promise<Made<T>> {
    const answer = await send(this.server, method, path, body, this)
    const text = await answer.text()
    return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as T }
  }

  /** A child of the family, of 20 months at the frozen time unless said otherwise. */
  child(name: string, birth = '2025-03-10'): Promise<{ id: string }> {
    return this.do('POST', '/api/v1/family/children', { name, birth })
  }

  /** Gives every child of the family its papers. */
  async papers(): Promise<void> {
    const { children } = await this.get<{ children: { id: string }[] }>('/api/v1/family')
    for (const { id } of children) {
      for (const kind of ['health_check', 'vaccination'])
        await this.do('POST', `/api/v1/family/children/${id}/papers`, { kind, exam_date: '2026-11-09', issued_by: '区妇幼保健院' })
    }
  }

  /** Headers that show who asks. */
  get headers(): Record<string, string> {
    if (this.session.token) return { authorization: `Bearer ${this.session.token}` }
    return { cookie: `tuoyuquan_login=${this.cookie}`, 'x-csrf-token': this.session.csrf }
  }

  /** Signs the browser in as this person: the cookie, and the app's remark of it (see storage). */
  async enter(context: BrowserContext): Promise<void> {
    if (this.cookie)
      await context.addCookies([{ name: 'tuoyuquan_login', value: this.cookie, url: this.server.origin, httpOnly: true, sameSite: 'Lax' }])
  }

  /** What the app's storage holds of the login. */
  get storage(): Record<string, unknown> {
    return { login: this.session.token ?? 'cookie' }
  }
}

function send(server: Server, method: string, path: string, body?: unknown, person?: Person): Promise<Response> {
  return fetch(server.origin + path, {
    method,
    headers: {
      accept: 'application/json',
      origin: server.origin,
      'idempotency-key': `test-key-${process.pid}-${++keys}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...person?.headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
}
