/** When something was or will be. */
export const moment = {
  today: '今天',
  yesterday: '昨天',
  tomorrow: '明天',
  at: (day: string, clock: string) => `${day} ${clock}`,
  day: (month: number, day: number) => `${month} 月 ${day} 日`,
}
