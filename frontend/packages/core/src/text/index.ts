import type { Like } from './like'
import { common as zhCommon } from './zh/common'
import { problem as zhProblem } from './zh/problem'
import { vacancy as zhVacancy } from './zh/vacancy'
import { rows as zhRows } from './zh/rows'
import { why as zhWhy } from './zh/why'
import { ui as zhUi } from './zh/ui'
import { mine as zhMine } from './zh/mine'
import { map as zhMap } from './zh/map'
import { find as zhFind } from './zh/find'
import { place as zhPlace } from './zh/place'
import { saved as zhSaved } from './zh/saved'
import { compare as zhCompare } from './zh/compare'
import { facility as zhFacility } from './zh/facility'
import { moment as zhMoment } from './zh/moment'
import { account as zhAccount } from './zh/account'
import { family as zhFamily } from './zh/family'
import { inbox as zhInbox } from './zh/inbox'
import { common as enCommon } from './en/common'
import { problem as enProblem } from './en/problem'
import { vacancy as enVacancy } from './en/vacancy'
import { rows as enRows } from './en/rows'
import { why as enWhy } from './en/why'
import { ui as enUi } from './en/ui'
import { mine as enMine } from './en/mine'
import { map as enMap } from './en/map'
import { find as enFind } from './en/find'
import { place as enPlace } from './en/place'
import { saved as enSaved } from './en/saved'
import { compare as enCompare } from './en/compare'
import { facility as enFacility } from './en/facility'
import { moment as enMoment } from './en/moment'
import { account as enAccount } from './en/account'
import { family as enFamily } from './en/family'
import { inbox as enInbox } from './en/inbox'

export type { Like } from './like'
export type Language = 'zh' | 'en'

/** Every word the parents' app shows. Chinese is written first; a key missing in English does not compile. */
export interface Text {
  common: Like<typeof zhCommon>
  problem: Like<typeof zhProblem>
  vacancy: Like<typeof zhVacancy>
  rows: Like<typeof zhRows>
  why: Like<typeof zhWhy>
  ui: Like<typeof zhUi>
  mine: Like<typeof zhMine>
  map: Like<typeof zhMap>
  find: Like<typeof zhFind>
  place: Like<typeof zhPlace>
  saved: Like<typeof zhSaved>
  compare: Like<typeof zhCompare>
  facility: Like<typeof zhFacility>
  moment: Like<typeof zhMoment>
  account: Like<typeof zhAccount>
  family: Like<typeof zhFamily>
  inbox: Like<typeof zhInbox>
}

export const texts: Record<Language, Text> = {
  zh: {
    common: zhCommon,
    problem: zhProblem,
    vacancy: zhVacancy,
    rows: zhRows,
    why: zhWhy,
    ui: zhUi,
    mine: zhMine,
    map: zhMap,
    find: zhFind,
    place: zhPlace,
    saved: zhSaved,
    compare: zhCompare,
    facility: zhFacility,
    moment: zhMoment,
    account: zhAccount,
    family: zhFamily,
    inbox: zhInbox,
  },
  en: {
    common: enCommon,
    problem: enProblem,
    vacancy: enVacancy,
    rows: enRows,
    why: enWhy,
    ui: enUi,
    mine: enMine,
    map: enMap,
    find: enFind,
    place: enPlace,
    saved: enSaved,
    compare: enCompare,
    facility: enFacility,
    moment: enMoment,
    account: enAccount,
    family: enFamily,
    inbox: enInbox,
  },
}
