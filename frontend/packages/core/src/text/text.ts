import type { Like } from './like'
import type { common as zhCommon } from './zh/common'
import type { problem as zhProblem } from './zh/problem'
import type { vacancy as zhVacancy } from './zh/vacancy'
import type { rows as zhRows } from './zh/rows'
import type { why as zhWhy } from './zh/why'
import type { ui as zhUi } from './zh/ui'
import type { mine as zhMine } from './zh/mine'
import type { map as zhMap } from './zh/map'
import type { find as zhFind } from './zh/find'
import type { place as zhPlace } from './zh/place'
import type { saved as zhSaved } from './zh/saved'
import type { compare as zhCompare } from './zh/compare'
import type { facility as zhFacility } from './zh/facility'
import type { moment as zhMoment } from './zh/moment'
import type { account as zhAccount } from './zh/account'
import type { family as zhFamily } from './zh/family'
import type { inbox as zhInbox } from './zh/inbox'

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
