/** Whether this platform can print at all: mini-programs and WeChat's own browser cannot. */
export function canPrint(): boolean {
  let can = false
  // #ifdef H5
  can = typeof window.print === 'function' && !/MicroMessenger/i.test(navigator.userAgent)
  // #endif
  return can
}

/** Opens the device's print dialog for the page as it stands. */
export function printPage() {
  // #ifdef H5
  window.print()
  // #endif
}
