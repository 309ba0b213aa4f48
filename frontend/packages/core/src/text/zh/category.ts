import type { ComplaintCategory } from '../../complaint/kinds'

interface CategoryWords {
  name: string
  /** What it looks like, so that nobody needs to know the word. */
  hint: string
}

export const categories: Record<ComplaintCategory, CategoryWords> = {
  ABUSE: { name: '打骂、虐待孩子', hint: '打、骂、关、饿、吓唬，或者区别对待' },
  INJURY: { name: '孩子受伤', hint: '摔伤、烫伤、走失，或者受伤不告诉家长' },
  FOOD: { name: '吃的有问题', hint: '过期、不干净、吃坏肚子' },
  HYGIENE_DISEASE: { name: '卫生差、传染病', hint: '不消毒，有人生病还在一起，瞒着不说' },
  FIRE_BUILDING: { name: '消防、房子不安全', hint: '通道堵住、门打不开、墙裂、电线乱' },
  UNFILED: { name: '没有备案就收孩子', hint: '查不到备案，或者备案过期了' },
  OVER_CAPACITY: { name: '孩子太多、老师太少', hint: '一个老师带很多孩子，挤在一起' },
  STAFF_QUAL: { name: '老师没有资格', hint: '没有健康证、没有培训，或者不该来带孩子' },
  FALSE_INFO: { name: '说的和实际不一样', hint: '宣传、公示的内容是假的' },
  FEE_REFUND: { name: '收费、退费', hint: '乱收费、涨价、该退的钱不退' },
  PREPAY_CLOSURE: { name: '突然关门、人跑了', hint: '预付的钱拿不回来，通知停课' },
  CONTRACT: { name: '合同说不清', hint: '不签合同、条款不公平、说话不算数' },
  BOOKING: { name: '预约、排队不公平', hint: '有空位说没有，插队，无故取消' },
  PRIVACY: { name: '孩子的照片、信息被乱用', hint: '乱发照片，看监控、泄露电话' },
  OTHER: { name: '别的事', hint: '上面都不是，写下来我们来分' },
}
