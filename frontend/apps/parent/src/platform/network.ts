import { ref } from 'vue'

/** False while the device itself says it has no network. True promises nothing about the server. */
export const online = ref(true)

// #ifdef H5
online.value = navigator.onLine
window.addEventListener('online', () => (online.value = true))
window.addEventListener('offline', () => (online.value = false))
// #endif
// #ifdef MP-WEIXIN
uni.getNetworkType({ success: ({ networkType }) => (online.value = networkType !== 'none') })
uni.onNetworkStatusChange(({ isConnected }) => (online.value = isConnected))
// #endif
