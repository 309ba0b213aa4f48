import { ref } from 'vue'

/** Whether there is room for list and map side by side (960 px and more). */
export const roomy = ref(false)

/** From this width (CSS px) list and map stand side by side. */
const enough = 960

// #ifdef H5
const query = window.matchMedia?.(`(min-width: ${enough}px)`)
roomy.value = query?.matches ?? false
query?.addEventListener?.('change', event => (roomy.value = event.matches))
// #endif
// #ifdef MP-WEIXIN
roomy.value = uni.getWindowInfo().windowWidth >= enough
uni.onWindowResize(({ size }) => (roomy.value = size.windowWidth >= enough))
// #endif
