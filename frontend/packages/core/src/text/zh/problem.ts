import type { Code } from '@tuoyuquan/api'

interface Advice {
  title: string
  next: string
}

/** What went wrong, and what to do next, for every code the server can answer with. A code without words does not compile. */
const codes: Record<Code, Advice> = {
  internal: { title: '服务出错了', next: '请稍后再试一次。一直不行的话，请把问题编号告诉我们。' },
  invalid_value: { title: '有一项没填对', next: '请检查筛选条件，或者清空后重新选。' },
  too_large: { title: '内容太长了', next: '请缩短一些再试。' },
  too_many_requests: { title: '操作太快了', next: '请等几秒再试。' },
  not_found: { title: '没有找到', next: '它可能已经搬走、停办或不再公开。请回到列表重新找。' },
  method_not_allowed: { title: '这个操作现在做不了', next: '请刷新页面，用最新的版本再试。' },
  conflict: { title: '情况刚刚变了', next: '请刷新后看看最新的情况，再决定。' },
  unavailable: { title: '服务暂时用不了', next: '通常几分钟就好，请稍后再试。' },
  timeout: { title: '找得太久了', next: '请缩短步行时间或减少出发地，再试一次。' },
  needs_location: { title: '地图上还没有它的位置', next: '请打电话问机构怎么走。' },
  bad_coordinates: { title: '地点不对', next: '请重新选一个出发地。' },
  out_of_range: { title: '数值超出了范围', next: '请改小或改大一些再试。' },
  bad_date: { title: '日期不对', next: '请重新选日期。' },
  bad_cursor: { title: '列表已经更新', next: '请从头再看一遍。' },
  no_route: { title: '走不过去', next: '请换一个出发地，或改成不推婴儿车。' },
  unknown_area: { title: '没有这个区域', next: '请在地图上重新选地方。' },
  already_reported: { title: '今天已经反馈过了', next: '谢谢你。明天情况还没变的话，可以再反馈一次。' },
  not_public: { title: '这里没有公开', next: '请回到列表看看别的机构。' },
}

export const problem = {
  codes,
  offline: { title: '没有网络', next: '请检查网络，再试一次。' },
  slow: { title: '网络太慢，没等到回音', next: '请换个信号好的地方，再试一次。' },
  stopped: { title: '已经取消', next: '需要的话请再试一次。' },
  unexpected: { title: '出了点问题', next: '请再试一次。还不行就刷新页面。' },
  again: '再试一次',
  requestId: (id: string) => `问题编号 ${id}`,
  locate: {
    denied: { title: '没有定位权限', next: '不用定位也行：搜小区名、街道或车站，或在地图上点选。' },
    unavailable: { title: '现在定不了位', next: '请搜小区名、街道或车站，或在地图上点选。' },
    timeout: { title: '定位太慢', next: '请再试一次，或直接搜小区名。' },
    unsupported: { title: '这台设备不能定位', next: '请搜小区名、街道或车站，或在地图上点选。' },
  },
}
