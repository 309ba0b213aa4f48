// What two people who changed the same part of the profile have in their forms: only what differs, in words.
import { feeName, feeText, languageName, type Text } from '@tuoyuquan/core'
import type { Disclosure } from '@tuoyuquan/api'
import type { own } from '../../text/own'
import type { Difference } from '../../ui/ConflictDialog.vue'
import { feeBody, feeForms, profileForm, termsForm, type FeeForm, type ProfileForm, type TermsForm } from './about'

type Words = (typeof own)['value']
type Pair = [field: string, mine: string, theirs: string]

const differing = (pairs: readonly Pair[]): Difference[] =>
  pairs.filter(([, mine, theirs]) => mine !== theirs).map(([field, mine, theirs]) => ({ field, mine: mine || '—', theirs: theirs || '—' }))

export function profileClash(mine: ProfileForm, fresh: Disclosure, t: Words, core: Text): Difference[] {
  const theirs = profileForm(fresh.profile)
  const hours = (of: ProfileForm) => of.hours.map(one => `${t.weekday(Number(one.weekday))} ${one.from}–${one.until}`).join('、')
  const spoken = (of: ProfileForm) => of.languages.map(tag => languageName(core.common, tag)).join('、')
  const p = t.profile
  return differing([
    [p.intro, mine.intro.trim(), theirs.intro],
    [p.phone, mine.phone.trim(), theirs.phone],
    [p.website, mine.website.trim(), theirs.website],
    [p.vr, mine.vr_url.trim(), theirs.vr_url],
    [p.languages, spoken(mine), spoken(theirs)],
    [p.meals, mine.meals.trim(), theirs.meals],
    [p.hours, hours(mine), hours(theirs)],
  ])
}

export function feeClash(mine: readonly FeeForm[], fresh: Disclosure, t: Words, core: Text): Difference[] {
  const line = (one: ReturnType<typeof feeBody>[number]) =>
    [
      feeName({ category: one.category, name: one.name ?? '' }, core),
      one.band && (core.common.bands as Record<string, string>)[one.band],
      one.mode && (core.common.modes as Record<string, string>)[one.mode],
      feeText(one, core),
    ]
      .filter(Boolean)
      .join(' · ')
  const [ours, others] = [feeBody(mine).map(line), feeBody(feeForms(fresh)).map(line)]
  return differing([
    ...ours.filter(one => !others.includes(one)).map((one): Pair => [t.profile.tabs.fees, one, '']),
    ...others.filter(one => !ours.includes(one)).map((one): Pair => [t.profile.tabs.fees, '', one]),
  ])
}

export function termsClash(mine: TermsForm, fresh: Disclosure, t: Words): Difference[] {
  const theirs = termsForm(fresh.terms)
  const p = t.profile.terms
  const tick = (on: boolean) => (on ? '✓' : '')
  return differing([
    [p.months, mine.prepay_months, theirs.prepay_months],
    [p.custody, tick(mine.custody), tick(theirs.custody)],
    [p.bank, mine.custody ? mine.bank.trim() : '', theirs.bank],
    [p.bankSince, mine.custody ? mine.bank_since : '', theirs.bank_since],
    [p.refund, mine.refund.trim(), theirs.refund],
    [p.contractName, mine.contract.trim(), theirs.contract],
    [p.contractVersion, mine.contract_version.trim(), theirs.contract_version],
    [p.contractFrom, mine.contract_from, theirs.contract_from],
    [p.insured, tick(mine.insured), tick(theirs.insured)],
  ])
}
