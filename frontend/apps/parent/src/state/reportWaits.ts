import { stored } from '@/platform/storage'

/** Whether a complaint waits to be sent: asked when the app opens, so that it need not load all of that to find out. */
export const reportWaits = stored<boolean>('report-waits', raw => raw === true)
