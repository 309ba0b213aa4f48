// What the three forms of the profile hold, and what is sent of them.
import type { Disclosure, FeeLine, OwnProfile, OwnTerms } from '@tuoyuquan/api'
import { clock, readClock } from '@tuoyuquan/core'

export interface HoursForm {
  weekday: string
  from: string
  until: string
}

export interface ProfileForm {
  intro: string
  phone: string
  website: string
  vr_url: string
  meals: string
  languages: string[]
  hours: HoursForm[]
}

export const profileForm = (p: OwnProfile): ProfileForm => ({
  intro: p.intro ?? '',
  phone: p.phone ?? '',
  website: p.website ?? '',
  vr_url: p.vr_url ?? '',
  meals: p.meals ?? '',
  languages: [...(p.languages ?? [])],
  hours: (p.hours ?? []).map(one => ({ weekday: String(one.weekday), from: clock(one.open), until: clock(one.close) })),
})

const filled = <T extends object>(of: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(of).filter(([, value]) => value !== '' && value !== undefined && !(Array.isArray(value) && !value.length)),
  ) as Partial<T>

export const profileBody = (f: ProfileForm): OwnProfile =>
  filled({
    intro: f.intro.trim(),
    phone: f.phone.trim(),
    website: f.website.trim(),
    vr_url: f.vr_url.trim(),
    meals: f.meals.trim(),
    languages: f.languages,
    hours: f.hours.flatMap(one => {
      const [open, close] = [readClock(one.from), readClock(one.until)]
      return open === undefined || close === undefined ? [] : [{ weekday: Number(one.weekday), open, close }]
    }),
  })

export interface FeeForm {
  category: FeeLine['category']
  name: string
  mode: string
  band: string
  unit: FeeLine['unit']
  amount: string
  basis: string
  from: string
}

export const categories = ['care', 'boarding', 'meals', 'material', 'other'] as const
export const units = ['month', 'day', 'hour', 'session', 'term', 'year', 'once'] as const
export const newFee = (): FeeForm => ({ category: 'care', name: '', mode: '', band: '', unit: 'month', amount: '', basis: '', from: '' })

/** Fen of an amount in yuan as people write it; undefined when it is none. */
export function fenOf(text: string): number | undefined {
  const plain = text.replace(/[,\uff0c\s¥\uffe5\u5143]/g, '')
  return /^\d{1,7}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : undefined
}

export const feeForms = (d: Disclosure): FeeForm[] =>
  d.fees.map(one => ({
    category: one.category as FeeLine['category'],
    name: one.name ?? '',
    mode: one.mode ?? '',
    band: one.band ?? '',
    unit: one.unit as FeeLine['unit'],
    amount: String(one.amount / 100),
    basis: one.basis ?? '',
    from: one.from ?? '',
  }))

export const feeBody = (list: readonly FeeForm[]): FeeLine[] =>
  list.map(one => ({
    category: one.category,
    unit: one.unit,
    amount: fenOf(one.amount) ?? 0,
    ...filled({ name: one.name.trim(), basis: one.basis.trim(), from: one.from }),
    ...(one.mode ? { mode: one.mode as NonNullable<FeeLine['mode']> } : {}),
    ...(one.band ? { band: one.band as NonNullable<FeeLine['band']> } : {}),
  }))

export interface TermsForm {
  prepay_months: string
  custody: boolean
  bank: string
  bank_since: string
  refund: string
  contract: string
  contract_version: string
  contract_from: string
  insured: boolean
}

export const termsForm = (t?: OwnTerms): TermsForm => ({
  prepay_months: String(t?.prepay_months ?? 1),
  custody: t?.custody !== undefined,
  bank: t?.custody?.bank ?? '',
  bank_since: t?.custody?.since ?? '',
  refund: t?.refund ?? '',
  contract: t?.contract?.name ?? '',
  contract_version: t?.contract?.version ?? '',
  contract_from: t?.contract?.from ?? '',
  insured: t?.insured ?? false,
})

export const termsBody = (f: TermsForm): OwnTerms => ({
  prepay_months: Number(f.prepay_months) || 0,
  ...(f.refund.trim() ? { refund: f.refund.trim() } : {}),
  ...(f.insured ? { insured: true } : {}),
  ...(f.custody && f.bank.trim() ? { custody: { bank: f.bank.trim(), ...(f.bank_since ? { since: f.bank_since } : {}) } } : {}),
  ...(f.contract.trim()
    ? {
        contract: {
          name: f.contract.trim(),
          ...(f.contract_version.trim() ? { version: f.contract_version.trim() } : {}),
          ...(f.contract_from ? { from: f.contract_from } : {}),
        },
      }
    : {}),
})
