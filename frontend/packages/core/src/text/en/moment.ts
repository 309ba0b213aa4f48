import type { moment as zh } from '../zh/moment'
import type { Like } from '../like'

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

export const moment: Like<typeof zh> = {
  today: 'today',
  yesterday: 'yesterday',
  tomorrow: 'tomorrow',
  at: (day, clock) => `${day}, ${clock}`,
  day: (month, day) => `${day} ${months[month - 1] ?? month}`,
}
