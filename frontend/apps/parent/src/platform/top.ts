/** Shows the page from its top, when what it shows is another screen than before. */
export function toTop() {
  uni.pageScrollTo({ scrollTop: 0, duration: 0 })
}
