import { expect, test } from 'vitest'
import { rules as en } from '../../text/en/rules'
import { rules as zh } from '../../text/zh/rules'
import { ruleBasis, ruleName, ruleValue } from './rule'

test('a rule has a name in both languages, and its part stands in brackets', () => {
  expect(ruleName('booking.answer_hours', zh)).toBe('家长答复录取的时间')
  expect(ruleName('case.accept.A', zh)).toBe('投诉受理时限（A 危及孩子）')
  expect(ruleName('case.handle.hotline.C', en)).toBe('Handling what the hotline sent (C, service and fees)')
  expect(ruleName('circle.metres.15', zh)).toBe('步行圈对照距离（15 分钟）')
  expect(ruleName('some.new_rule', zh)).toBeUndefined()
  expect(Object.keys(en.names).sort()).toEqual(Object.keys(zh.names).sort())
})

test('a value has a unit, a working day says so, a span of months is no day of the year', () => {
  expect(ruleValue({ key: 'filing.receipt_days', value: '5', unit: 'days', calendar: 'working' }, zh)).toBe('5 个工作日')
  expect(ruleValue({ key: 'filing.receipt_days', value: '5', unit: 'days', calendar: 'working' }, en)).toBe('5 working days')
  expect(ruleValue({ key: 'booking.answer_hours', value: '48', unit: 'hours' }, zh)).toBe('48 小时')
  expect(ruleValue({ key: 'class.months.infant', value: '06-12', unit: 'completed months, end not included' }, zh)).toBe(
    '06-12 个月（不含末尾）',
  )
  expect(ruleValue({ key: 'vaccination.recheck_by', value: '12-31', unit: 'month-day' }, zh)).toBe('12 月 31 日')
  expect(ruleValue({ key: 'filing.extra_materials', value: 'building_safety,floor_plan' }, zh)).toBe('房屋安全鉴定、平面图')
  expect(ruleValue({ key: 'abuse.report', value: 'immediate' }, zh)).toBe('立即')
})

test('grounds written in English are told in Chinese, the others as they are', () => {
  expect(ruleBasis('product default', zh)).toBe('本平台设定')
  expect(ruleBasis('product default（不超过 消费者权益保护法 第46条 的 7 个工作日）', zh)).toBe(
    '本平台设定（不超过 消费者权益保护法 第46条 的 7 个工作日）',
  )
  expect(ruleBasis('托育机构设置标准（试行） 第20条', zh)).toBe('托育机构设置标准（试行） 第20条')
})
