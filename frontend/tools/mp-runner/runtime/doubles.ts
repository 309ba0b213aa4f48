// Components WeChat implements outside of JavaScript. Each is a glass-easel component with the properties a mini-program may
// set, drawn only as far as a screenshot needs. Tests read the properties (mp.props) and send the events (mp.emit).
import type { GeneralComponent } from 'glass-easel'
import { shownAs } from './files'
import { setAria, space, tell } from './framework'
import { followProperties } from './map'

type Values = Record<string, unknown>

interface Double {
  properties: Record<string, unknown>
  /** Fills the element once it stands in the page. */
  build?: (host: HTMLElement, node: GeneralComponent) => void
  /** Draws the properties. */
  draw?: (host: HTMLElement, values: Values, node: GeneralComponent) => void
  observers?: Record<string, (this: GeneralComponent) => void>
}

const aria = [
  'ariaLabel',
  'ariaRole',
  'ariaHidden',
  'ariaExpanded',
  'ariaPressed',
  'ariaChecked',
  'ariaDisabled',
  'ariaLive',
  'ariaDescribedby',
]
const dashed = (name: string) => name.replace(/[A-Z]/g, letter => '-' + letter.toLowerCase())

/** Every double that stands in a page now. */
export const standing = new Set<GeneralComponent>()

const text: Double = {
  properties: {
    value: String,
    type: String,
    placeholder: String,
    placeholderStyle: String,
    placeholderClass: String,
    maxlength: { type: Number, value: 140 },
    disabled: Boolean,
    password: Boolean,
    focus: Boolean,
    confirmType: String,
    confirmHold: Boolean,
    cursorSpacing: Number,
    adjustPosition: Boolean,
    holdKeyboard: Boolean,
    autoHeight: Boolean,
    fixed: Boolean,
    showConfirmBar: Boolean,
  },
  // The browser's own <input> and <textarea> are what glass-easel makes of these tags.
  build(host, node) {
    const field = host as HTMLInputElement
    field.addEventListener('input', () => tell(node, 'input', { value: field.value, cursor: field.selectionStart ?? 0 }))
    field.addEventListener('focus', () => tell(node, 'focus', { value: field.value, height: 300 }))
    field.addEventListener('blur', () => tell(node, 'blur', { value: field.value }))
    field.addEventListener('keydown', event => {
      if (event.key === 'Enter' && field.tagName === 'INPUT') tell(node, 'confirm', { value: field.value })
    })
  },
  draw(host, values) {
    const field = host as HTMLInputElement
    if (field.value !== values.value) field.value = String(values.value ?? '')
    field.placeholder = String(values.placeholder ?? '')
    field.disabled = values.disabled === true
    if (Number(values.maxlength) >= 0) field.maxLength = Number(values.maxlength)
    if (values.focus) field.focus()
  },
}

const doubles: Record<string, Double> = {
  map: {
    properties: {
      longitude: Number,
      latitude: Number,
      scale: { type: Number, value: 16 },
      minScale: Number,
      maxScale: Number,
      markers: Array,
      polyline: Array,
      circles: Array,
      polygons: Array,
      includePoints: Array,
      showLocation: Boolean,
      showCompass: Boolean,
      showScale: Boolean,
      enableZoom: { type: Boolean, value: true },
      enableScroll: { type: Boolean, value: true },
      enableRotate: Boolean,
      enableOverlooking: Boolean,
      enablePoi: { type: Boolean, value: true },
      enableSatellite: Boolean,
      enableTraffic: Boolean,
      enableBuilding: Boolean,
      layerStyle: Number,
      subkey: String,
      rotate: Number,
      skew: Number,
      setting: Object,
    },
    build(_, node) {
      followProperties(node, 'center')
    },
    observers: {
      'longitude,latitude': function () {
        if (standing.has(this)) followProperties(this, 'center')
      },
      scale() {
        if (standing.has(this)) followProperties(this, 'scale')
      },
    },
  },
  slider: {
    properties: {
      min: Number,
      max: { type: Number, value: 100 },
      step: { type: Number, value: 1 },
      value: Number,
      disabled: Boolean,
      activeColor: String,
      backgroundColor: String,
      blockSize: Number,
      blockColor: String,
      showValue: Boolean,
    },
    draw(host, { min, max, value, activeColor, backgroundColor }) {
      const share = ((Number(value) - Number(min)) / (Number(max) - Number(min))) * 100
      host.style.setProperty('--share', `${share}%`)
      if (activeColor) host.style.setProperty('--done', String(activeColor))
      if (backgroundColor) host.style.setProperty('--rest', String(backgroundColor))
    },
  },
  picker: {
    properties: {
      mode: { type: String, value: 'selector' },
      value: null,
      range: Array,
      rangeKey: String,
      start: String,
      end: String,
      fields: String,
      headerText: String,
      disabled: Boolean,
    },
  },
  switch: { properties: { checked: Boolean, disabled: Boolean, type: String, color: String } },
  input: text,
  textarea: text,
  image: {
    properties: {
      src: String,
      mode: { type: String, value: 'scaleToFill' },
      lazyLoad: Boolean,
      webp: Boolean,
      showMenuByLongpress: Boolean,
      fadeIn: Boolean,
    },
    build(host, node) {
      const picture = host.appendChild(document.createElement('img'))
      picture.alt = ''
      picture.addEventListener('load', () => tell(node, 'load', { width: picture.naturalWidth, height: picture.naturalHeight }))
      picture.addEventListener('error', () => tell(node, 'error', { errMsg: `GET ${picture.src} failed` }))
    },
    draw(host, { src, mode }) {
      const picture = host.firstElementChild as HTMLImageElement | null
      if (!picture) return
      picture.style.objectFit = mode === 'aspectFill' ? 'cover' : mode === 'aspectFit' ? 'contain' : 'fill'
      if (src && picture.dataset.src !== src) {
        picture.dataset.src = String(src)
        picture.src = shownAs(String(src))
      }
    },
  },
  'scroll-view': {
    properties: {
      scrollX: Boolean,
      scrollY: Boolean,
      scrollTop: null,
      scrollLeft: null,
      scrollIntoView: String,
      scrollWithAnimation: Boolean,
      upperThreshold: { type: null, value: 50 },
      lowerThreshold: { type: null, value: 50 },
      enableFlex: Boolean,
      enhanced: Boolean,
      bounces: Boolean,
      showScrollbar: Boolean,
      refresherEnabled: Boolean,
      refresherTriggered: Boolean,
      scrollAnchoring: Boolean,
      enableBackToTop: Boolean,
      type: String,
    },
    build(host, node) {
      let atEnd = false
      host.addEventListener('scroll', () => {
        const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight } = host
        tell(node, 'scroll', { scrollTop, scrollLeft, scrollHeight, scrollWidth, deltaX: 0, deltaY: 0 })
        const near = scrollTop + clientHeight >= scrollHeight - Number((node.data as Values).lowerThreshold)
        if (near && !atEnd) tell(node, 'scrolltolower', { direction: 'bottom' })
        atEnd = near
      })
    },
    draw(host, { scrollX, scrollY, scrollTop, scrollIntoView }) {
      host.toggleAttribute('data-x', scrollX === true)
      host.toggleAttribute('data-y', scrollY === true)
      if (typeof scrollTop === 'number') host.scrollTop = scrollTop
      if (scrollIntoView) host.querySelector('#' + CSS.escape(String(scrollIntoView)))?.scrollIntoView()
    },
  },
  'page-container': {
    properties: {
      show: Boolean,
      duration: Number,
      zIndex: Number,
      overlay: Boolean,
      position: String,
      round: Boolean,
      closeOnSlideDown: Boolean,
      overlayStyle: String,
      customStyle: String,
    },
  },
}

/** Makes the doubles known to every template. */
export function defineDoubles(): void {
  const components = space.getComponentSpace()
  for (const [tag, double] of Object.entries(doubles)) {
    const names = [...Object.keys(double.properties), ...aria, 'hidden']
    const draw = function (this: GeneralComponent) {
      const host = this.$$ as unknown as HTMLElement | null
      if (!host) return
      const values = this.data as Values
      for (const name of aria) setAria(host, dashed(name), values[name])
      host.hidden = values.hidden === true
      double.draw?.(host, values, this)
    }
    const definition = components.defineComponent({
      is: 'wx/' + tag,
      properties: { ...double.properties, hidden: Boolean, ...Object.fromEntries(aria.map(name => [name, null])) } as never,
      observers: { ...double.observers, [names.join(',')]: draw } as never,
      lifetimes: {
        attached(this: GeneralComponent) {
          standing.add(this)
          const host = this.$$ as unknown as HTMLElement | null
          if (host) double.build?.(host, this)
          draw.call(this)
        },
        detached(this: GeneralComponent) {
          standing.delete(this)
        },
      } as never,
    })
    components.setGlobalUsingComponent(tag, definition as never)
  }
}

/** The tag a double stands for. */
export function tagOf(node: GeneralComponent): string {
  return node.is.replace(/^wx\//, '')
}
