import { createClient, NoAnswer, type Client, type Transport } from '@tuoyuquan/api'
import { language } from '@/state/language'

const patience = 10_000

let base = ''
// #ifdef MP-WEIXIN
// A mini-program has no origin of its own: the address is fixed when it is built.
base = import.meta.env.VITE_API_BASE ?? ''
// #endif

const carry: Transport = ({ method, url, body, headers, signal }) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new NoAnswer('aborted'))
    const task = uni.request({
      method: method as 'GET',
      url,
      data: body,
      header: { ...headers, 'accept-language': language.value === 'zh' ? 'zh-CN' : 'en' },
      timeout: patience,
      success: answer =>
        resolve({ status: answer.statusCode, body: answer.data, headers: lowerCased(answer.header as Record<string, string>) }),
      fail: failure => reject(new NoAnswer(reasonOf(failure.errMsg))),
    })
    signal?.addEventListener('abort', () => {
      reject(new NoAnswer('aborted'))
      task.abort()
    })
  })

/** The one client of the service. Ten seconds without an answer are a NoAnswer. */
export const api: Client = createClient(base, carry)

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
