import type { Text } from './text'
import { common } from './en/common'
import { problem } from './en/problem'
import { vacancy } from './en/vacancy'
import { rows } from './en/rows'
import { why } from './en/why'
import { ui } from './en/ui'
import { mine } from './en/mine'
import { map } from './en/map'
import { find } from './en/find'
import { place } from './en/place'
import { saved } from './en/saved'
import { compare } from './en/compare'
import { facility } from './en/facility'
import { moment } from './en/moment'
import { account } from './en/account'
import { family } from './en/family'
import { inbox } from './en/inbox'

export const english: Text = {
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
