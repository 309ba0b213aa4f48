// #ifdef H5
import '@/platform/opening'
import PageFailed from '@/ui/PageFailed.vue'
// #endif
import { createSSRApp } from 'vue'
import App from './App.vue'

export function createApp() {
  const app = createSSRApp(App)
  // #ifdef H5
  // Named in the manifest: what stands in for a page whose file did not come.
  app.component('PageFailed', PageFailed)
  // #endif
  return { app }
}
