/** Shows the page from its top, when what it shows is another screen than before. */
export function toTop() {
  uni.pageScrollTo({ scrollTop: 0, duration: 0 })
}

/** Brings the part a selector names into sight, below the header. */
export function toPart(selector: string) {
  uni.pageScrollTo({ selector, offsetTop: -80, duration: 0, fail: () => undefined })
}
