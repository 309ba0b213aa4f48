import { toGcj02 } from '@tuoyuquan/core'
import type { Point } from './coords'
import { say } from '@/ui/useToast'
import { words } from './words'

/** A map app that can lead to a place: key for the words, href to open. */
export interface MapApp {
  name: string
  href: string
}

/**
 * The ways to be led to a WGS-84 point on foot, each in the datum its app expects: geo: is WGS-84 by its standard, the Chinese
 * map apps and Apple's maps in China take GCJ-02.
 */
export function mapApps(point: Point, name: string): MapApp[] {
  const t = words.value.ui.mapApps
  const label = encodeURIComponent(name)
  const [lon, lat] = point.map(degree => degree.toFixed(6)) as [string, string]
  const [gcjLon, gcjLat] = (toGcj02(point) as Point).map(degree => degree.toFixed(6)) as [string, string]
  const apps: MapApp[] = [
    {
      name: t.amap,
      href: `https://uri.amap.com/navigation?to=${gcjLon},${gcjLat},${label}&mode=walk&coordinate=gaode&callnative=1&src=tuoyuquan`,
    },
    {
      name: t.tencent,
      href: `https://apis.map.qq.com/uri/v1/routeplan?type=walk&to=${label}&tocoord=${gcjLat},${gcjLon}&coord_type=2&referer=tuoyuquan`,
    },
    {
      name: t.baidu,
      href: `https://api.map.baidu.com/direction?origin=${label}&destination=latlng:${gcjLat},${gcjLon}|name:${label}&mode=walking&coord_type=gcj02&output=html&src=webapp.tuoyuquan.parent`,
    },
    { name: t.apple, href: `https://maps.apple.com/?daddr=${gcjLat},${gcjLon}&q=${label}&dirflg=w` },
    { name: t.device, href: `geo:${lat},${lon}?q=${lat},${lon}(${label})` },
  ]
  return apps
}

/** Opens WeChat's own map at a WGS-84 point; false where there is no such thing (offer mapApps instead). */
export function openLocation(point: Point, name: string, address = ''): boolean {
  let opened = false
  // #ifdef MP-WEIXIN
  const [longitude, latitude] = toGcj02(point) as Point
  uni.openLocation({ longitude, latitude, name, address, scale: 17 })
  opened = true
  // #endif
  return opened
}

/** Offers to call phone (digits, spaces and dashes are tolerated). */
export function call(phone: string) {
  const number = phone.replace(/[^\d+,;*#]/g, '')
  // #ifdef H5
  window.location.href = `tel:${number}`
  // #endif
  // #ifdef MP-WEIXIN
  uni.makePhoneCall({ phoneNumber: number, fail: () => {} })
  // #endif
}

/** Opens an address outside the app; a mini-program may not, so it copies the address and says so. */
export function openOutside(url: string) {
  // #ifdef H5
  window.open(url, '_blank', 'noopener,noreferrer')
  // #endif
  // #ifdef MP-WEIXIN
  copy(url)
  // #endif
}

/** Copies text and says so. */
export function copy(text: string) {
  const t = words.value.ui
  // #ifdef H5
  // uni's own copying shows nothing of ours and needs the focus; the browser's is tried first.
  const done = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
  done.then(
    () => say(t.copied),
    () => say(t.copyFailed + text),
  )
  // #endif
  // #ifdef MP-WEIXIN
  uni.setClipboardData({ data: text, showToast: false, success: () => say(t.copied), fail: () => say(t.copyFailed + text) })
  // #endif
}
