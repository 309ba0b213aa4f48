// A stream of the service (server-sent events) as a browser's page follows it. Only a window in sight holds one: browsers grant a server
// six connections in all, and a few forgotten windows would leave none for anybody's questions.
import type { Updates } from './index'

export interface Stream {
  /** Where it is, at each opening: what was missed can be asked for. */
  url: () => string
  /** What is heard, by the kind of event. */
  heard: Record<string, (event: MessageEvent<string>) => void>
  /** It is open again after a time in which nobody listened. */
  missed?: () => void
  /** Milliseconds until a service that refused it (too many readers, or just starting) is asked again. */
  refusedFor: number
  /** Whether one that was refused is still wanted then. */
  wanted?: () => boolean
}

/** Follows a stream until the returned stop is called. Where there are no streams nothing is heard. */
export function followStream({ url, heard, missed, refusedFor, wanted }: Stream): () => void {
  if (typeof EventSource === 'undefined') return () => {}
  let source: EventSource | undefined
  let later: ReturnType<typeof setTimeout> | undefined
  let deaf = false

  function open() {
    if (source || document.hidden) return
    clearTimeout(later)
    const mine = (source = new EventSource(url()))
    for (const [kind, hear] of Object.entries(heard)) mine.addEventListener(kind, hear)
    mine.addEventListener('open', () => {
      if (deaf) missed?.()
      deaf = false
    })
    mine.addEventListener('error', () => {
      deaf = true
      // After a broken line the browser comes back by itself, after a refusal never.
      if (mine.readyState !== EventSource.CLOSED) return
      close()
      if (wanted?.() ?? true) later = setTimeout(open, refusedFor)
    })
  }

  function close() {
    clearTimeout(later)
    source?.close()
    source = undefined
  }

  function look() {
    if (document.hidden) {
      deaf = true
      close()
    } else open()
  }
  document.addEventListener('visibilitychange', look)
  open()
  return () => {
    document.removeEventListener('visibilitychange', look)
    close()
  }
}

/** What follows the stream of whoever is signed in; `changed` is given the kinds of things that did. */
export interface UpdatesFollowed extends Pick<Stream, 'missed' | 'wanted'> {
  changed: (kinds: readonly string[]) => void
  /** The login has ended. */
  signedOut?: () => void
}

/** Follows what changes for whoever is signed in. */
export function followUpdates({ changed, signedOut, missed, wanted }: UpdatesFollowed): () => void {
  return followStream({
    url: () => '/api/v1/updates/stream',
    heard: {
      updates(event) {
        const kinds: unknown = told<Updates>(event)?.changed
        if (Array.isArray(kinds) && kinds.length) changed(kinds.filter(kind => typeof kind === 'string'))
      },
      signed_out: () => signedOut?.(),
    },
    missed,
    wanted,
    refusedFor: 30_000,
  })
}

/** What an event says, undefined for nonsense on the line. */
export function told<T>({ data }: MessageEvent<string>): Partial<T> | undefined {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === 'object' && value !== null ? (value as Partial<T>) : undefined
  } catch {
    return undefined
  }
}
