// Complaints as the service tells them, in the states a person meets, at the frozen moment of the tests.
import type { Complaint, ComplaintClock, MyReview, ReviewList, UnitPerformance } from '@tuoyuquan/api'

type Step = Complaint['timeline'][number]

const clock = (
  kind: ComplaintClock['kind'],
  start: string,
  due: string,
  length: number,
  more: Partial<ComplaintClock> = {},
): ComplaintClock => ({
  kind,
  start: `2026-${start}+08:00`,
  due: `2026-${due}+08:00`,
  length,
  unit: 'working_day',
  paused: false,
  provisional: false,
  overdue: false,
  share: 40,
  ...more,
})

const step = (at: string, edge: string, by: Step['by'], note?: string): Step => ({
  at: `2026-${at}+08:00`,
  step: '',
  edge,
  by,
  ...(note && { note }),
})

const base: Complaint = {
  id: 'c1',
  receipt_no: '示范 20261112-0042',
  category: 'FOOD',
  facility: { id: 'f1', name: '云朵托育中心' },
  text: '今天午饭的菜有股酸味，回家后拉肚子，群里好几个孩子都这样。',
  wants: '去查一下厨房。',
  anonymous: false,
  created_at: '2026-11-12T18:20:00+08:00',
  happened_on: '2026-11-12',
  state: 'in_progress',
  public: 'open',
  sentence: '正在办理。',
  office: { name: '示范市北区市场监管局', phone: '12315' },
  clocks: [
    clock('accept', '11-12T18:20:00', '11-23T23:59:59', 7, { stopped: '2026-11-13T09:10:00+08:00', met: true }),
    clock('contact', '11-13T09:10:00', '11-14T09:10:00', 24, { unit: 'hour', stopped: '2026-11-13T15:00:00+08:00', met: true }),
    clock('handle', '11-13T09:10:00', '11-20T23:59:59', 7, { unit: 'day' }),
  ],
  timeline: [
    step('11-12T18:20:00', 'C1', 'you'),
    step('11-13T09:10:00', 'C4', 'office', '属于食品安全，当天受理。'),
    step('11-13T09:12:00', 'C5', 'office'),
    step('11-13T10:00:00', 'C8', 'office'),
    step('11-13T15:00:00', 'C9', 'office'),
    step('11-15T11:00:00', 'C13b', 'facility', '当天的菜是新换的供应商送的，已经停用，留样交给了检查人员。'),
  ],
  messages: [
    { id: 'm1', at: '2026-11-13T15:00:00+08:00', from: 'office', text: '您好，我们下午到厨房取了留样。请问孩子就医了吗？' },
    { id: 'm2', at: '2026-11-13T19:30:00+08:00', from: 'you', text: '看了，病历在家里，明天补上。' },
  ],
  evidence: [
    { id: 'e1', kind: 'photo', state: 'ready', bytes: 120_000 },
    { id: 'e2', kind: 'audio', state: 'ready', bytes: 800_000 },
  ],
  wanted: [],
  actions: ['add_information', 'message', 'withdraw'],
  looks: [{ at: '2026-11-13T14:55:00+08:00', purpose: 'contact' }],
  version: 7,
}

const replied: Partial<Complaint> = {
  reply: {
    at: '2026-11-10T16:00:00+08:00',
    text: '经核查，11 月 5 日午餐所用鸡肉未烧熟煮透，违反食品安全操作规范。已责令改正并处罚款，一个月内复查。',
    findings: [{ allegation: 1, result: 'substantiated' }],
    measures: [{ code: 'fine' }, { code: 'recheck', by: '2026-12-10' }],
  },
  timeline: [...base.timeline, step('11-10T16:00:00', 'C14', 'office'), step('11-11T10:00:00', 'C15', 'system')],
}

export const complaints: Record<string, Complaint> = {
  going: base,
  late: {
    ...base,
    id: 'c2',
    category: 'FEE_REFUND',
    receipt_no: '示范 20261020-0007',
    state: 'in_progress',
    clocks: [clock('handle', '10-21T09:00:00', '11-13T23:59:59', 15, { overdue: true, share: 110 })],
    looks: [],
  },
  needs: {
    ...base,
    id: 'c3',
    category: 'CONTRACT',
    state: 'needs_info',
    wanted: [{ code: 'info_proof', text: '缺：凭证' }],
    wanted_text: '请补充合同和缴费凭证的照片。',
    clocks: [
      clock('info', '11-13T09:10:00', '11-23T23:59:59', 5),
      clock('accept', '11-12T18:20:00', '11-23T23:59:59', 7, { paused: true }),
    ],
    timeline: [...base.timeline.slice(0, 1), step('11-13T09:10:00', 'C3', 'office', '请补充合同和缴费凭证的照片。')],
    messages: [],
    evidence: [],
    looks: [],
  },
  closed: {
    ...base,
    ...replied,
    id: 'c4',
    state: 'closed',
    public: 'closed',
    clocks: [
      clock('handle', '11-05T09:10:00', '11-12T23:59:59', 7, { unit: 'day', stopped: '2026-11-10T16:00:00+08:00', met: true }),
      clock('survey', '11-12T10:00:00', '11-26T23:59:59', 14, { unit: 'day' }),
    ],
    survey: { until: '2026-11-26T23:59:59+08:00' },
    actions: ['message', 'rate', 'reopen'],
  },
  second: {
    ...base,
    ...replied,
    id: 'c5',
    category: 'HYGIENE_DISEASE',
    state: 'closed',
    public: 'closed',
    clocks: [clock('survey', '11-15T10:00:00', '11-29T23:59:59', 14, { unit: 'day' })],
    second_look: { asked: '2026-11-15T10:00:00+08:00' },
    survey: { at: '2026-10-20T10:00:00+08:00', contacted: true, solved: true, satisfied: true, rating: 4 },
    actions: ['message', 'second_look', 'ask_reopen'],
  },
}

export const units: UnitPerformance[] = [
  {
    name: '示范市北区市场监管局',
    area: '990102',
    phone: '12315',
    accepted: 42,
    open: 9,
    overdue: 3,
    longest: 5,
    responded: 0.905,
    solved: 0.71,
    satisfied: 0.66,
    excluded: 1,
    red: true,
  },
  {
    name: '示范市北区卫生健康委',
    area: '990102',
    phone: '12345',
    accepted: 31,
    open: 4,
    overdue: 0,
    longest: 0,
    responded: 1,
    solved: 0.88,
    satisfied: 0.84,
    excluded: 0,
    red: false,
  },
  { name: '示范市南区消防救援大队', area: '990103', accepted: 3, open: 1, overdue: 1, longest: 0, excluded: 0, red: true },
]

export const reviews: ReviewList = {
  summary: { count: 6, scores: { safety: 4.5, care: 4.7, food: 3.8, communication: 4.2, value: 4 } },
  reviews: [
    {
      id: 'r1',
      month: '2026-10',
      basis: 'enrolment',
      scores: { safety: 5, care: 5, food: 4, communication: 4, value: 4 },
      text: '老师很有耐心，每天下午会发孩子的情况。菜的花样可以再多一些。',
      answer: { month: '2026-10', text: '谢谢，下个月换新的食谱。' },
    },
    {
      id: 'r2',
      month: '2026-09',
      basis: 'visit',
      scores: { safety: 4, care: 4, food: 4, communication: 5, value: 4 },
      text: '参观时问什么都答。',
    },
    { id: 'r3', month: '2026-08', basis: 'enrolment', scores: { safety: 4, care: 5, food: 3, communication: 4, value: 4 } },
    { id: 'r4', month: '2026-07', basis: 'visit', scores: { safety: 5, care: 5, food: 4, communication: 4, value: 4 } },
  ],
}

export const findings = {
  findings: [
    {
      category: 'OVER_CAPACITY',
      result: 'substantiated',
      measures: [{ code: 'rectify' }],
      from: '2026-10-27',
      until: '2027-10-27',
      answer: { text: '高峰时段临时合班，已调整到规定人数以内。' },
    },
  ],
}

export const mayReview: MyReview = { may: true, basis: 'enrolment' }
