import { ApiError, createClient, NoAnswer, type Client, type Problem, type Reply, type Transport } from '@tuoyuquan/api'
import { language } from '@/state/language'
import { dropProof, dropWord, hasProof, keepProof, lacksWord, proofHeaders } from './proof'

const patience = 10_000

/** A request of the client, or one that carries the bytes of a file. */
type Request = Omit<Parameters<Transport>[0], 'body'> & { body?: string | ArrayBuffer }

let base = ''
// #ifdef MP-WEIXIN
// A mini-program has no origin of its own: the address is fixed when it is built.
base = import.meta.env.VITE_API_BASE ?? ''
// #endif

const languageHeader = () => (language.value === 'zh' ? 'zh-CN' : 'en')
const timeFor = (body: unknown) => (typeof body === 'string' || body === undefined ? patience : 6 * patience)

const send = ({ method, url, body, headers, signal }: Request, proof = proofHeaders(method)) =>
  new Promise<Reply>((resolve, reject) => {
    if (signal?.aborted) return reject(new NoAnswer('aborted'))
    const task = uni.request({
      method: method as 'GET',
      url,
      data: body as string | ArrayBuffer,
      header: { ...headers, ...proof, 'accept-language': languageHeader() },
      timeout: timeFor(body),
      success: answer =>
        resolve({ status: answer.statusCode, body: answer.data, headers: lowerCased(answer.header as Record<string, string>) }),
      fail: failure => reject(new NoAnswer(reasonOf(failure.errMsg))),
    })
    signal?.addEventListener('abort', () => {
      reject(new NoAnswer('aborted'))
      task.abort()
    })
  })

// A change made with a login carries the word; one the server no longer takes (another window signed in) is fetched anew, once.
async function carry(request: Request): Promise<Reply> {
  if (lacksWord(request.method)) await fetchWord()
  const reply = await send(request)
  const code = codeOf(reply)
  if (code === 'bad_csrf' && hasProof.value) {
    dropWord()
    await fetchWord()
    return send(request)
  }
  if (reply.status === 401 && code === 'signed_out') dropProof()
  return reply
}

async function fetchWord() {
  const reply = await send({ method: 'GET', url: base + '/api/v1/session', headers: { accept: 'application/json' } })
  if (reply.status === 200) keepProof(reply.body as { csrf: string })
  else if (reply.status === 401) dropProof()
}

const codeOf = ({ status, body }: Reply) => (status >= 400 ? (body as { code?: string } | undefined)?.code : undefined)

/** The one client of the service. Ten seconds without an answer are a NoAnswer. */
export const api: Client = createClient(base, carry)

// What is said without a name must not carry a login. A browser adds its cookie to everything its own XMLHttpRequest asks; fetch can leave it out.
async function carryNameless(request: Request): Promise<Reply> {
  let reply: Promise<Reply>
  // #ifdef H5
  reply = fetchBare(request)
  // #endif
  // #ifdef MP-WEIXIN
  reply = send(request, {})
  // #endif
  return reply
}

// #ifdef H5
async function fetchBare({ method, url, body, headers }: Request): Promise<Reply> {
  const stop = new AbortController()
  const late = setTimeout(() => stop.abort(), timeFor(body))
  try {
    const answer = await fetch(url, {
      method,
      body,
      headers: { ...headers, 'accept-language': languageHeader() },
      credentials: 'omit',
      cache: 'no-store',
      signal: stop.signal,
    })
    const text = await answer.text()
    return { status: answer.status, body: parsed(text), headers: Object.fromEntries(answer.headers) }
  } catch {
    throw new NoAnswer(stop.signal.aborted ? 'timeout' : 'offline')
  } finally {
    clearTimeout(late)
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return text
  }
}
// #endif

/** The same client without anything that shows who asks: no cookie, no token. */
export const nameless: Client = createClient(base, carryNameless)

/** How bytes are sent, besides their path. */
interface Parcel {
  headers?: Record<string, string>
  /** Without anything that shows who sends. */
  nameless?: boolean
}

/** Sends the bytes of a file to a path of the server and answers its JSON; a minute without an answer is a NoAnswer. */
export async function sendBytes<T>(
  method: 'PUT' | 'POST',
  path: string,
  bytes: ArrayBuffer,
  type: string,
  { headers, nameless: bare }: Parcel = {},
): Promise<T> {
  const request = { method, url: base + path, body: bytes, headers: { accept: 'application/json', 'content-type': type, ...headers } }
  const reply = await (bare ? carryNameless(request) : carry(request))
  const problem = reply.body as Problem | undefined
  if (reply.status >= 400) throw new ApiError(reply.status, problem?.code ?? 'internal', problem)
  return reply.body as T
}

/** The whole address of a server path, for what is not a request of the client (photos, the change stream). */
export const serverUrl = (path: string): string => (/^https?:/.test(path) ? path : base + path)

/** An abort signal for both targets: mini-programs have no AbortController. */
export function stopper(): { signal: AbortSignal; abort: () => void } {
  const waiting: (() => void)[] = []
  const signal = { aborted: false, addEventListener: (_: string, call: () => void) => waiting.push(call) }
  return {
    signal: signal as unknown as AbortSignal,
    abort: () => {
      if (signal.aborted) return
      signal.aborted = true
      for (const call of waiting) call()
    },
  }
}

function reasonOf(message = ''): 'offline' | 'timeout' | 'aborted' {
  if (/abort/i.test(message)) return 'aborted'
  return /time ?out|timed out/i.test(message) ? 'timeout' : 'offline'
}

function lowerCased(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
}
