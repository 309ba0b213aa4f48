/// <reference types="vite/client" />
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}

interface ImportMetaEnv {
  /** Address of the service for the mini-program, which has no origin of its own; https in production. */
  readonly VITE_API_BASE?: string
}
