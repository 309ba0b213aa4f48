// How wx functions answer.

export interface Options {
  success?: (result: unknown) => void
  fail?: (result: unknown) => void
  complete?: (result: unknown) => void
  [key: string]: unknown
}

export type Result = { errMsg: string } & Record<string, unknown>

/** Answers later, by call-back when one was given, else by promise, as every wx function does. */
export function answer(options: Options | undefined, result: Result): Promise<unknown> | undefined {
  const failed = /:fail/.test(result.errMsg)
  if (options?.success || options?.fail || options?.complete) {
    setTimeout(() => {
      if (failed) options.fail?.(result)
      else options.success?.(result)
      options.complete?.(result)
    })
    return undefined
  }
  return failed ? Promise.reject(result) : Promise.resolve(result)
}
