import { computed, ref, watch } from 'vue'
import { ApiError } from '@tuoyuquan/api'
import { readPhone } from '@tuoyuquan/core'
import { announce } from '@/platform/announce'
import { now } from '@/platform/clock'
import { focusOn } from '@/platform/focus'
import { readStored, writeStored } from '@/platform/storage'
import { weixinCode } from '@/platform/weixin'
import { useLogin } from '@/state/login'
import { useText } from '@/state/settings'
import { readAsked, type Asked } from './asked'

const kept = 'sign-in'

/** The steps of signing in. done is called once somebody is in. */
export function useSignIn(done: () => void) {
  const t = useText()
  const login = useLogin()
  const phone = ref('')
  const code = ref('')
  /** The telephone the last code went to, as it is shown. */
  const sentTo = ref('')
  /** Seconds until another code may be asked for. */
  const wait = ref(0)
  const busy = ref<'' | 'code' | 'in'>('')
  const problem = ref<unknown>()
  const wrong = ref<'' | 'phone' | 'code'>('')
  /** WeChat alone knows those who were here before; the others also tell their telephone. */
  const wechat = ref<'first' | 'phone'>('first')
  let timer: ReturnType<typeof setInterval> | undefined

  const phoneError = computed(() => (wrong.value === 'phone' ? t.value.account.phoneWrong : undefined))
  const codeError = computed(() => (wrong.value === 'code' ? t.value.account.codeWrong : undefined))

  watch(phone, () => {
    wrong.value = ''
    problem.value = undefined
  })
  // Six digits are a whole code: one press less.
  watch(code, now => {
    wrong.value = ''
    if (/^\d{6}$/.test(now.trim())) void submit()
  })

  async function doing(what: 'code' | 'in', run: () => Promise<void>) {
    if (busy.value) return
    busy.value = what
    problem.value = undefined
    try {
      await run()
    } catch (error) {
      problem.value = error
    } finally {
      busy.value = ''
    }
  }

  function count(seconds: number) {
    clearInterval(timer)
    wait.value = Math.min(600, Math.max(0, Math.ceil(seconds)))
    if (!wait.value) return
    timer = setInterval(() => {
      if (--wait.value <= 0) clearInterval(timer)
    }, 1000)
  }

  async function sendCode() {
    const number = readPhone(phone.value)
    if (!number) {
      wrong.value = 'phone'
      return
    }
    if (wait.value > 0) return
    await doing('code', async () => {
      const seconds = await login.sendCode(number)
      const at = now().getTime()
      writeStored(kept, { phone: number, at, again: at + seconds * 1000 } satisfies Asked)
      sentTo.value = spaced(number)
      code.value = ''
      count(seconds)
      announce(t.value.account.codeSent(sentTo.value))
      focusOn('sign-code')
    })
  }

  async function submit() {
    const number = readPhone(phone.value)
    const digits = code.value.trim()
    if (!number || !/^\d{6}$/.test(digits)) {
      wrong.value = number ? 'code' : 'phone'
      return
    }
    await doing('in', async () => {
      await login.byPhone(number, digits)
      writeStored(kept, undefined)
      stop()
      done()
    })
  }

  async function byWeChat() {
    await doing('in', async () => {
      try {
        await login.byWeChat(await weixinCode())
        done()
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'phone_needed') throw error
        wechat.value = 'phone'
      }
    })
  }

  /** WeChat told the telephone by a code of its own. */
  async function withPhone(phoneCode: string) {
    await doing('in', async () => {
      await login.byWeChat(await weixinCode(), phoneCode)
      done()
    })
  }

  // Closed while the text was read elsewhere: the code that came is still good here.
  const before = readAsked(readStored(kept), now().getTime())
  if (before) {
    phone.value = before.phone
    sentTo.value = spaced(before.phone)
    count((before.again - now().getTime()) / 1000)
  } else writeStored(kept, undefined)

  function stop() {
    clearInterval(timer)
  }

  return { phone, code, sentTo, wait, busy, problem, phoneError, codeError, wechat, sendCode, submit, byWeChat, withPhone, stop }
}

function spaced(number: string): string {
  return number.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3')
}
