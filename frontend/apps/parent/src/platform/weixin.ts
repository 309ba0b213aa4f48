/** What a person answered when WeChat asked whether messages of a template may be sent. */
export type Outcome = 'accept' | 'reject' | 'ban' | 'filter'

/** WeChat's one-time code for who holds this phone, five minutes good. H5 has none and is rejected. */
export function weixinCode(): Promise<string> {
  let code = undefined as Promise<string> | undefined
  // #ifdef MP-WEIXIN
  code = new Promise((resolve, reject) =>
    uni.login({
      provider: 'weixin',
      success: answer => (answer.code ? resolve(answer.code) : reject(new Error(answer.errMsg))),
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    }),
  )
  // #endif
  return code ?? Promise.reject(new Error('not in WeChat'))
}

/** Asks through WeChat whether one message of each template may be sent; only right after a tap. Empty where it cannot be asked. */
export function askMessages(templates: readonly string[]): Promise<Record<string, Outcome>> {
  let answers: Promise<Record<string, Outcome>> = Promise.resolve({})
  // #ifdef MP-WEIXIN
  answers = new Promise(resolve =>
    wx.requestSubscribeMessage({
      tmplIds: [...templates],
      success: answer => {
        const told = answer as unknown as Record<string, Outcome>
        resolve(Object.fromEntries(templates.flatMap(one => (told[one] ? [[one, told[one]]] : []))))
      },
      fail: () => resolve({}),
    }),
  )
  // #endif
  return answers
}
