// The one way to the service: the typed client over fetch. The cookie is the login; a change carries the word that shows a page
// of ours sent it. A login that is over anywhere is told once, to whoever listens.
import { ApiError, createClient, NoAnswer, type Client, type Problem, type Reply, type Transport } from '@tuoyuquan/api'
import { problemText, type ProblemText } from '@tuoyuquan/core'
import { core, language } from './text/language'

const patience = 20_000

let csrf = ''

// A change that is sent while the window closes is carried to its end without it (keepalive). It is known before anybody else hears that
// the window closes; one that comes back from the cache of pages is open again.
let leaving = false
addEventListener('pagehide', () => (leaving = true), { capture: true })
addEventListener('pageshow', () => (leaving = false))
let over: () => void = () => undefined

/** The word that goes with every change, as the session told it. */
export function keepWord(word: string): void {
  csrf = word
}

/** Calls back when the service says that nobody is signed in any more. */
export function onSignedOut(call: () => void): void {
  over = call
}

type Request = Omit<Parameters<Transport>[0], 'body'> & { body?: BodyInit }

async function send({ method, url, body, headers, signal }: Request): Promise<Response> {
  const late = AbortSignal.timeout(typeof body === 'string' || body === undefined ? patience : 6 * patience)
  try {
    return await fetch(url, {
      method,
      body,
      headers: {
        ...headers,
        'accept-language': language.value === 'zh' ? 'zh-CN' : 'en',
        ...(method === 'GET' || !csrf ? {} : { 'x-csrf-token': csrf }),
      },
      cache: 'no-store',
      keepalive: leaving && method !== 'GET',
      signal: signal ? AbortSignal.any([signal, late]) : late,
    })
  } catch {
    throw new NoAnswer(signal?.aborted ? 'aborted' : late.aborted ? 'timeout' : 'offline')
  }
}

async function carry(request: Request, again = false): Promise<Reply> {
  const answer = await send(request)
  const reply: Reply = { status: answer.status, body: parsed(await answer.text()), headers: Object.fromEntries(answer.headers) }
  const code = reply.status >= 400 ? (reply.body as { code?: string } | undefined)?.code : undefined
  if (code === 'bad_csrf' && !again) {
    // Another window signed in: the word is a new one, asked for once.
    const session = await send({ method: 'GET', url: '/api/v1/session', headers: { accept: 'application/json' } })
    if (session.ok) {
      keepWord(((await session.json()) as { csrf: string }).csrf)
      return carry(request, true)
    }
  }
  if (reply.status === 401 && code === 'signed_out') over()
  return reply
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return text
  }
}

export const api: Client = createClient('', carry)

/** A fresh word for one thing that is wanted: sending the same twice does it once. */
export const freshKey = (): string => crypto.randomUUID()

function refuse(reply: { status: number; body: unknown }): never {
  const problem = reply.body as Problem | undefined
  throw new ApiError(reply.status, problem?.code ?? 'internal', problem)
}

/** Sends the bytes of a file to a path of the service and answers its JSON. */
export async function sendBytes<T>(
  method: 'PUT' | 'POST',
  url: string,
  body: BodyInit,
  type: string,
  headers: Record<string, string> = {},
) {
  const reply = await carry({ method, url, body, headers: { accept: 'application/json', 'content-type': type, ...headers } })
  if (reply.status >= 400) refuse(reply)
  return reply.body as T
}

/** A file of the service with the name it gave it. */
export interface Given {
  name: string
  blob: Blob
}

/** Fetches a file (a picture, an export), so that a refusal is told in words and not as a broken page; with what is asked in posting, if any. */
export async function fetchFile(url: string, posting?: unknown): Promise<Given> {
  const answer = await send(
    posting === undefined
      ? { method: 'GET', url, headers: {} }
      : { method: 'POST', url, headers: { 'content-type': 'application/json' }, body: JSON.stringify(posting) },
  )
  if (!answer.ok) {
    const body = parsed(await answer.text())
    if (answer.status === 401) over()
    refuse({ status: answer.status, body })
  }
  const said = answer.headers.get('content-disposition') ?? ''
  const name = /filename\*=UTF-8''([^;]+)/i.exec(said)?.[1] ?? /filename="?([^";]+)/i.exec(said)?.[1] ?? 'download'
  return { name: decodeURIComponent(name), blob: await answer.blob() }
}

/** Any failure in words: what happened, what to do next, whether asking again may help. */
export function problemOf(error: unknown): ProblemText {
  return problemText(error, core.value)
}

/** Whether a failure is a certain refusal of the service. */
export const isCode = (error: unknown, code: string): boolean => error instanceof ApiError && error.code === code
