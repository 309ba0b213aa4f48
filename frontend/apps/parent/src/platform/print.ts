/** Whether this platform can print at all: mini-programs and WeChat's own browser cannot. */
export function canPrint(): boolean {
  // #ifdef H5
  return typeof window.print === 'function' && !/MicroMessenger/i.test(navigator.userAgent)
  // #endif
  // #ifdef MP-WEIXIN
  return false
  // #endif
}

/** Opens the device's print dialog for the page as it stands. */
export function printPage() {
  // #ifdef H5
  window.print()
  // #endif
}
