// One question at a time. Asking anew gives up the earlier question, and its answer, should it still come, is never taken.

/** What a question came to: an answer, a failure, or nothing because a later question took its place. */
export type Outcome<T> = { answer: T } | { failure: unknown } | { superseded: true }

export interface Latest {
  ask: <T>(question: (signal: AbortSignal) => Promise<T>) => Promise<Outcome<T>>
  /** Gives up what is under way. */
  stop: () => void
}

/** Something that can tell a request to stop. */
export type Stopper = () => { signal: AbortSignal; abort: () => void }

/** Questions of which only the latest counts. */
export function createLatest(stopper: Stopper): Latest {
  let turn = 0
  let current: ReturnType<Stopper> | undefined

  function stop(): void {
    turn++
    current?.abort()
    current = undefined
  }

  return {
    stop,
    async ask(question) {
      stop()
      const mine = turn
      current = stopper()
      try {
        const answer = await question(current.signal)
        return mine === turn ? { answer } : { superseded: true }
      } catch (failure) {
        return mine === turn ? { failure } : { superseded: true }
      }
    },
  }
}
