import type { BandName, Category, Filing, Kind, Mode, Nature, Sort, Unit } from '../../words'

const modes: Record<Mode, string> = { full_day: '全日托', half_day: '半日托', hourly: '计时托', drop_in: '临时托' }
const kinds: Record<Kind, string> = {
  independent: '独立托育机构',
  community: '社区嵌入式托育',
  kindergarten: '幼儿园托班',
  employer: '用人单位办托',
  home: '家庭托育点',
  service_centre: '托育综合服务中心',
}
const natures: Record<Nature, string> = { public: '公办', private: '民办', public_private: '公办民营' }
const bands: Record<BandName, string> = { infant: '乳儿班', toddler: '托小班', senior: '托大班', mixed: '混合编班' }
const categories: Record<Category, string> = { care: '保育费', boarding: '住宿费', meals: '伙食费', material: '材料费', other: '其他' }
const units: Record<Unit, string> = {
  month: '每月',
  day: '每天',
  hour: '每小时',
  session: '每次',
  term: '每学期',
  year: '每年',
  once: '一次性',
}
const filings: Record<Filing, string> = { filed: '已备案', licensed: '已许可', change_pending: '备案变更中', unknown: '备案未核实' }
const sorts: Record<Sort, string> = {
  walk: '最近',
  fee: '费用低',
  freshness: '刚确认',
  free: '空位多',
  name: '名称',
  relevance: '最相关',
}

export const common = {
  modes,
  kinds,
  natures,
  bands,
  categories,
  units,
  filings,
  sorts,
  /** What a kind of facility is, in one sentence a parent understands. */
  kindMeans: {
    independent: '专门办托育的机构',
    community: '开在小区和社区里，离家近',
    kindergarten: '幼儿园里收 3 岁以下孩子的班',
    employer: '单位为职工办的，有的也对外',
    home: '在家里照看，最多几个孩子',
    service_centre: '公办的示范中心，也教家长带孩子',
  } satisfies Record<Kind, string>,
  modeMeans: {
    full_day: '白天都在',
    half_day: '上午或下午',
    hourly: '按小时算',
    drop_in: '有事时临时送',
  } satisfies Record<Mode, string>,
  inclusive: '普惠',
  inclusiveMeans: '政府支持，收费有上限',
  languages: { zh: '中文', en: '英语', ja: '日语', ko: '韩语', ug: '维吾尔语', bo: '藏语', mn: '蒙古语' } as Record<string, string>,
  weekdays: { 1: '周一', 2: '周二', 3: '周三', 4: '周四', 5: '周五', 6: '周六', 7: '周日' } as Record<number, string>,
  everyDay: '每天',
  span: (from: string, to: string) => `${from}至${to}`,
  listComma: '、',
  clockSpan: (from: string, to: string) => `${from}–${to}`,
  anchors: { home: '家', work: '单位', grandparents: '老人家', other: '其他地点' },
  sharedPlace: '分享的地点',
  years: (n: number) => `${n} 岁`,
  months: (n: number) => `${n} 个月`,
  yearsMonths: (years: number, months: number) => `${years} 岁 ${months} 个月`,
  newborn: '未满月',
  unborn: '还没出生',
  ageRange: (from: number, last: number) => `${from}–${last} 个月`,
  yuan: (amount: string) => `${amount} 元`,
  monthly: (yuan: string) => `每月 ${yuan}`,
  monthlyFrom: (yuan: string) => `每月 ${yuan}起`,
  perUnit: (unit: string, yuan: string) => `${unit} ${yuan}`,
  feeUnknown: '收费未公布',
  justNow: '刚刚',
  minutesAgo: (n: number) => `${n} 分钟前`,
  hoursAgo: (n: number) => `${n} 小时前`,
  daysAgo: (n: number) => `${n} 天前`,
  monthsAgo: (n: number) => `${n} 个月前`,
  yearsAgo: (n: number) => `${n} 年前`,
  minutes: (n: number) => `${n} 分钟`,
  walk: (minutes: number) => `步行 ${minutes} 分钟`,
  stroll: (minutes: number) => `推车 ${minutes} 分钟`,
  walkEstimate: (minutes: number) => `约 ${minutes} 分钟（直线估算）`,
  walkFrom: (place: string, minutes: number) => `${place} ${minutes} 分钟`,
  metres: (n: number) => `${n} 米`,
  kilometres: (n: string) => `${n} 公里`,
  day: (year: number, month: number, day: number) => `${year} 年 ${month} 月 ${day} 日`,
  month: (year: number, month: number) => `${year} 年 ${month} 月`,
  unknown: '未公布',
  yes: '是',
  no: '否',
  demo: '示范数据',
  feePart: {
    day: (amount: string, times: number) => `${amount} × ${times} 天`,
    term: (amount: string, _times: number, per: number) => `${amount} ÷ ${per} 个月`,
    year: (amount: string, _times: number, per: number) => `${amount} ÷ ${per} 个月`,
  },
}
