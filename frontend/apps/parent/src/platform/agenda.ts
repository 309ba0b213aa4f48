import { serverUrl } from './api'

/** Something with a beginning and an end for the person's own calendar. Times are RFC 3339. */
export interface Appointment {
  title: string
  place: string
  from: string
  to: string
  /** Path of the calendar file on the server. */
  file: string
}

/**
 * Puts an appointment into the device's calendar. H5 opens the calendar file, which every phone and computer knows; the
 * mini-program asks WeChat to write into the phone's calendar. Answers whether it is known to be there; undefined when the person decides.
 */
export async function toAgenda({ title, place, from, to, file }: Appointment): Promise<boolean | undefined> {
  let done = undefined as boolean | undefined
  // #ifdef H5
  const link = document.createElement('a')
  link.href = serverUrl(file)
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
  // #endif
  // #ifdef MP-WEIXIN
  const seconds = (at: string) => Math.floor(Date.parse(at) / 1000)
  done = await new Promise<boolean>(resolve =>
    wx.addPhoneCalendar({
      title,
      location: place,
      startTime: seconds(from),
      endTime: String(seconds(to)),
      success: () => resolve(true),
      fail: () => resolve(false),
    }),
  )
  // #endif
  return done
}
