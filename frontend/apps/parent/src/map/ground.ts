import type { Meta } from '@tuoyuquan/api'
import type { Text } from '@tuoyuquan/core'
// #ifdef H5
import type { Ground } from '@tuoyuquan/map'
// #endif

/** Whose map it is, where its data come from, and its 审图号: shown on every map, always. */
export function creditsOf(meta: Meta | undefined, t: Text): string {
  const approval = meta?.basemap.approval
  const parts = [providerName(meta, t), ...(meta?.attribution ?? []), ...(approval ? [t.map.approval(approval)] : [])]
  return [...new Set(parts)].join(' · ')
}

function providerName(meta: Meta | undefined, t: Text): string {
  const provider = meta?.basemap.provider ?? 'own'
  let name = provider === 'own' ? t.map.ownMap : t.map[provider]
  // #ifdef MP-WEIXIN
  name = t.map.tencent
  // #endif
  return name
}

// #ifdef H5
/** The ground for the browser: our own tiles, or a provider's pictures through our own server. */
export function groundOf(meta: Meta | undefined): Ground {
  const provider = meta?.basemap.provider ?? 'own'
  if (provider === 'own') return { provider, projection: 'wgs84', urls: ['/api/v1/tiles/{z}/{x}/{y}.mvt'], maxZoom: 16 }
  const layers = provider === 'tianditu' ? ['vec', 'cva'] : ['map']
  const urls = layers.map(layer => `/api/v1/basemap/${layer}/{z}/{x}/{y}`)
  return { provider, projection: provider === 'tianditu' ? 'wgs84' : 'gcj02', urls, maxZoom: 18 }
}
// #endif
