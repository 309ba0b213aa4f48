import Layer from 'ol/layer/Layer.js'
import type { FrameState } from 'ol/Map.js'
import CanvasLayerRenderer from 'ol/renderer/canvas/Layer.js'
import ViewHint from 'ol/ViewHint.js'
import type { Screen } from './screen'

/** A layer that a function paints on the canvas of the layers below, at each frame. */
export class Overlay extends Layer {
  constructor(private readonly paint: (s: Screen) => void) {
    super({})
  }

  override createRenderer(): Painter {
    return new Painter(this, this.paint)
  }
}

/** The screen of a frame, for painting or for finding what is under a finger. */
export function screenOf(frame: FrameState, context: CanvasRenderingContext2D): Screen {
  const { extent, viewState, pixelRatio, size, viewHints } = frame
  const [left = 0, , , top = 0] = extent ?? []
  return {
    context,
    ratio: pixelRatio,
    width: size[0] ?? 0,
    height: size[1] ?? 0,
    resolution: viewState.resolution,
    left,
    top,
    zoom: viewState.zoom,
    moving: Boolean(viewHints[ViewHint.ANIMATING] || viewHints[ViewHint.INTERACTING]),
  }
}

class Painter extends CanvasLayerRenderer<Overlay> {
  constructor(
    layer: Overlay,
    private readonly paint: (s: Screen) => void,
  ) {
    super(layer)
  }

  override prepareFrame(): boolean {
    return true
  }

  override renderFrame(frame: FrameState, target: HTMLElement): HTMLElement {
    this.prepareContainer(frame, target)
    const context = this.context as CanvasRenderingContext2D
    context.save()
    context.setTransform(1, 0, 0, 1, 0, 0)
    this.paint(screenOf(frame, context))
    context.restore()
    return this.container
  }
}
