// The part of the window a keyboard on the screen leaves free. Sheets and the map page keep to it: --seen is its height, --seen-top
// its distance from the top; both are absent while no keyboard is up. In the mini-program WeChat moves the page itself.

// #ifdef H5
const view = window.visualViewport

function measure() {
  const style = document.documentElement.style
  const covered = view ? window.innerHeight - view.height : 0
  // Less than this is a browser bar, more than a little zoom is the person's own and none of ours.
  if (!view || covered < 120 || view.scale > 1.05) {
    style.removeProperty('--seen')
    style.removeProperty('--seen-top')
    return
  }
  style.setProperty('--seen', `${Math.round(view.height)}px`)
  style.setProperty('--seen-top', `${Math.round(view.offsetTop)}px`)
}

view?.addEventListener('resize', measure)
view?.addEventListener('scroll', measure)
// #endif

export {}
