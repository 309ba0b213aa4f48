import type { Like } from '../like'
import type { ui as zh } from '../zh/ui'

export const ui: Like<typeof zh> = {
  appName: 'Tuoyuquan',
  tabs: { find: 'Find', saved: 'Saved', mine: 'Me' },
  mainNav: 'Main',
  skip: 'Skip to content',
  back: 'Back',
  close: 'Close',
  cancel: 'Cancel',
  undo: 'Undo',
  choose: 'Choose',
  loading: 'Loading',
  errorIs: 'Error: ',
  offline: 'No network: this is what you saw last',
  saveFailed: 'This device has no room left: new settings and favourites may be lost when you close the app',
  copied: 'Copied',
  copyFailed: 'Could not copy. Please note it down: ',
  newWindow: '(opens in a new window)',
  sheetUp: 'Show more of the list',
  sheetDown: 'Show less of the list',
  newVersion: 'A new version is ready',
  reload: 'Update',
  mapApps: { amap: 'Amap', tencent: 'Tencent Maps', baidu: 'Baidu Maps', apple: 'Apple Maps', device: "The phone's own maps" },
}
