/**
 * Tells the styles what a keyboard on the screen leaves free: --seen is its height, --seen-top its distance from the top; both
 * are absent while no keyboard is up. In the mini-program WeChat moves the page itself.
 */
export function followKeyboard() {
  // #ifdef H5
  const view = window.visualViewport
  if (!view) return
  const style = document.documentElement.style
  const measure = () => {
    // Less than this is a browser bar; a page enlarged by fingers is the person's own affair.
    if (window.innerHeight - view.height < 120 || view.scale > 1.05) {
      style.removeProperty('--seen')
      style.removeProperty('--seen-top')
      return
    }
    style.setProperty('--seen', `${Math.round(view.height)}px`)
    style.setProperty('--seen-top', `${Math.round(view.offsetTop)}px`)
  }
  view.addEventListener('resize', measure)
  view.addEventListener('scroll', measure)
  // #endif
}
