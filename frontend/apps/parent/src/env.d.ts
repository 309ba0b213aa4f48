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

/** What WeChat has and uni-app does not carry, as far as this app uses it. */
declare const wx: {
  setStorage: (options: { key: string; data: string; encrypt: boolean; success?: () => void; fail?: () => void }) => void
  getStorage: (options: { key: string; encrypt: boolean; success?: (answer: { data: unknown }) => void; fail?: () => void }) => void
  createOffscreenCanvas: (options: { type: '2d'; width: number; height: number }) => HTMLCanvasElement
  canvasToTempFilePath: (options: {
    canvas: HTMLCanvasElement
    fileType: 'png'
    success?: (answer: { tempFilePath: string }) => void
    fail?: () => void
  }) => void
  previewMedia: (options: { sources: { url: string; type: 'image' | 'video' }[] }) => void
  env: { USER_DATA_PATH: string }
  shareFileMessage: (options: { filePath: string; fileName?: string; success?: () => void; fail?: () => void }) => void
  requestSubscribeMessage: (options: {
    tmplIds: string[]
    success?: (answer: Record<string, string>) => void
    fail?: (failure: { errMsg: string }) => void
  }) => void
  addPhoneCalendar: (options: {
    title: string
    location?: string
    startTime: number
    endTime?: string
    success?: () => void
    fail?: () => void
  }) => void
}
