// What lies over a page (sheets, dialogs, a list pulled up over the map) and closes with the back key or gesture before the
// page itself is left. In H5 each layer is one history entry the router never hears of. The mini-program has no such
// history: there AppSheet and AppDialog catch the gesture with WeChat's page-container.

interface Layer {
  close: () => void
}

const layers: Layer[] = []

/** The address this entry should show; kept here because a layer's entry is dropped together with what was written on it. */
let wanted: string | undefined
let waiting: Promise<void> | undefined
let arrived: (() => void) | undefined

/** Puts a layer on top: close is called when the person goes back. The returned function says the layer is gone by other means. */
export function openLayer(close: () => void): () => void {
  const layer = { close }
  layers.push(layer)
  // #ifdef H5
  history.pushState({ ...history.state, layer: layers.length }, '', location.href)
  // #endif
  return () => {
    const at = layers.indexOf(layer)
    if (at < 0) return
    layers.splice(at, 1)
    stepBack(1)
  }
}

/** Closes every layer and resolves when the history is the page's own again. Await it before leaving the page. */
export async function closeLayers(): Promise<void> {
  const open = layers.splice(0)
  if (open.length) stepBack(open.length)
  for (const layer of open.reverse()) layer.close()
  await waiting
}

/** Writes the page's address without leaving the page; url is a path with its query. */
export function writeAddress(url: string) {
  // #ifdef H5
  wanted = url
  history.replaceState({ ...history.state, current: url }, '', url)
  // #endif
}

/** A new page begins: the address wanted before is no longer ours. */
export function forgetAddress() {
  wanted = undefined
}

function stepBack(entries: number) {
  // #ifdef H5
  const before = waiting ?? Promise.resolve()
  waiting = before.then(
    () =>
      new Promise<void>(resolve => {
        const done = () => {
          clearTimeout(late)
          arrived = undefined
          waiting = undefined
          restoreAddress()
          resolve()
        }
        const late = setTimeout(done, 500)
        arrived = done
        history.go(-entries)
      }),
  )
  // #endif
}

function restoreAddress() {
  // #ifdef H5
  if (wanted !== undefined && location.pathname + location.search !== wanted) writeAddress(wanted)
  // #endif
}

// #ifdef H5
window.addEventListener(
  'popstate',
  event => {
    if (arrived) {
      event.stopImmediatePropagation()
      return arrived()
    }
    const layer = layers.pop()
    if (!layer) return forgetAddress()
    event.stopImmediatePropagation()
    restoreAddress()
    layer.close()
  },
  true,
)
// #endif
