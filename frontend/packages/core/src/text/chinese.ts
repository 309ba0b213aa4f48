import type { Text } from './text'
import { common } from './zh/common'
import { problem } from './zh/problem'
import { vacancy } from './zh/vacancy'
import { rows } from './zh/rows'
import { why } from './zh/why'
import { ui } from './zh/ui'
import { mine } from './zh/mine'
import { map } from './zh/map'
import { find } from './zh/find'
import { place } from './zh/place'
import { saved } from './zh/saved'
import { compare } from './zh/compare'
import { facility } from './zh/facility'
import { moment } from './zh/moment'
import { account } from './zh/account'
import { family } from './zh/family'
import { inbox } from './zh/inbox'

export const chinese: Text = {
  common,
  problem,
  vacancy,
  rows,
  why,
  ui,
  mine,
  map,
  find,
  place,
  saved,
  compare,
  facility,
  moment,
  account,
  family,
  inbox,
}
