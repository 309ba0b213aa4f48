// One typed client for every app. What carries the bytes is injected: uni.request in the parents' app (mini-programs
// have no fetch), fetch in the console. Paths, parameters, bodies and answers are inferred from the server's own
// OpenAPI document, so a wrong path or a forgotten parameter does not compile.
import type { components, paths } from './schema'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Operation<P extends keyof paths, M extends Method> = M extends keyof paths[P] ? NonNullable<paths[P][M]> : never
type Body<T> = T extends { content: infer C } ? (C extends Record<string, infer J> ? J : never) : never
type Answer<O> = O extends { responses: infer R }
  ? { [S in keyof R]: S extends 200 | 201 | 202 ? Body<R[S]> : S extends 204 ? undefined : never }[keyof R]
  : never
type Parameters<O, K extends string> = O extends { parameters: infer P } ? (K extends keyof P ? P[K] : undefined) : undefined
type Request<O> = O extends { requestBody: { content: { 'application/json': infer B } } } ? B : undefined
type Field<K extends string, T> = [T] extends [undefined]
  ? { [k in K]?: undefined }
  : undefined extends T
    ? { [k in K]?: T }
    : Record<string, never> extends T
      ? { [k in K]?: T }
      : { [k in K]: T }

/** What one call may carry: exactly what its operation declares. */
export type Call<O> = Field<'path', Parameters<O, 'path'>> &
  Field<'query', Parameters<O, 'query'>> &
  Field<'body', Request<O>> & { signal?: AbortSignal; headers?: Record<string, string> }

/** Paths that know the method. */
export type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [k in M]: infer O } ? ([O] extends [undefined] ? never : P) : never
}[keyof paths]

/** An answer as the carrier saw it; body is parsed JSON, or the text when it is not JSON. */
export interface Reply {
  status: number
  body: unknown
  headers: Record<string, string>
}

/** Carries one request. Rejects only when there was no answer at all (no network, timeout, abort). */
export type Transport = (request: {
  method: string
  url: string
  body?: string
  headers: Record<string, string>
  signal?: AbortSignal
}) => Promise<Reply>

export type Problem = components['schemas']['Problem']

/** The server said no. code is the key of the message in the catalogues; detail is never shown alone. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly problem?: Problem,
  ) {
    super(code)
    this.name = 'ApiError'
  }
}

/** There was no answer: no network, or none in time. */
export class NoAnswer extends Error {
  constructor(readonly reason: 'offline' | 'timeout' | 'aborted') {
    super(reason)
    this.name = 'NoAnswer'
  }
}

/** Writes parameters as the server reads them: a list is one value joined by commas, undefined, null and empty lists are left out. */
export function queryString(query: object | undefined): string {
  const pairs: string[] = []
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || (Array.isArray(value) && !value.length)) continue
    pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(Array.isArray(value) ? value.join(',') : String(value))}`)
  }
  return pairs.length ? '?' + pairs.join('&') : ''
}

const isObject = (body: unknown) => typeof body === 'object' && body !== null && !Array.isArray(body)

/** One part of a path. Nothing has the name of a folder: browsers would take '.' and '..' out of the address and ask for something else. */
function segment(name: string): string {
  if (name === '' || name === '.' || name === '..') throw new ApiError(404, 'not_found')
  return encodeURIComponent(name)
}

/** A client of the server at base ('' for the page's own origin). */
export function createClient(base: string, carry: Transport) {
  const method =
    <M extends Method>(name: M) =>
    async <P extends PathsWith<M> & string>(path: P, call: Call<Operation<P, M>>): Promise<Answer<Operation<P, M>>> => {
      const {
        path: parts,
        query,
        body,
        headers,
        signal,
      } = call as {
        path?: Record<string, unknown>
        query?: object
        body?: unknown
        headers?: Record<string, string>
        signal?: AbortSignal
      }
      const where = path.replace(/\{(\w+)\}/g, (_, part: string) => segment(String(parts?.[part])))
      const reply = await carry({
        method: name.toUpperCase(),
        url: base + where + queryString(query),
        headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal,
      })
      if (reply.status >= 400) {
        const problem = reply.body as Problem | undefined
        throw new ApiError(reply.status, problem?.code ?? 'internal', problem)
      }
      // A hotel's sign-in page or half an answer comes with 200 as well: what is no object is no answer of the service.
      if (reply.status !== 204 && !isObject(reply.body)) throw new NoAnswer('offline')
      return reply.body as Answer<Operation<P, M>>
    }
  return { get: method('get'), post: method('post'), put: method('put'), patch: method('patch'), delete: method('delete') }
}

export type Client = ReturnType<typeof createClient>
