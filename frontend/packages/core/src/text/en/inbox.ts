import type { Like } from '../like'
import type { inbox as zh } from '../zh/inbox'

export const inbox: Like<typeof zh> = {
  title: 'Messages',
  none: 'No messages yet',
  noneText: "News of your applications, places that come free, and looks at your child's record appear here.",
  unread: 'New',
  unreadCount: n => `${n} unread`,
  tab: (label, n) => `${label}, ${n} unread`,
  badge: n => (n > 99 ? '99+' : String(n)),
  open: 'Open',
  known: 'Got it',
  older: 'Earlier ones',
  readAll: 'Mark all as read',
  allRead: 'All are marked as read',
  remind: 'Tell me in WeChat too',
  remindText: 'For each time you agree, WeChat may send you one message. Urgent news comes by text message as well.',
  remindYes: 'Yes, tell me',
  reminded: 'Noted: the next one comes in WeChat',
  remindNo: "It is not switched on. You can change that in WeChat's settings.",
}
