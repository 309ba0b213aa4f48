import type { Meta } from '@tuoyuquan/api'
import type { Text } from '@tuoyuquan/core'
// #ifdef H5
import type { Ground } from '@tuoyuquan/map'
// #endif

/**
 * Whose map it is, where the data on it come from, and its 审图号: shown on every map, always. WeChat's map writes its own
 * name and number; there only the sources of our data are added.
 */
export function creditsOf(meta: Meta | undefined, t: Text): string {
  const parts = [...(meta?.attribution ?? [])]
  // #ifdef H5
  const { provider = 'own', attribution, approval } = (meta?.basemap ?? {}) as Partial<Meta['basemap']>
  parts.unshift(attribution || (provider === 'own' ? t.map.ownMap : t.map[provider]))
  if (approval) parts.push(t.map.approval(approval))
  // #endif
  return [...new Set(parts)].join(' · ')
}

// #ifdef H5
/** The ground for the browser: our own tiles, or a provider's pictures, both from our own server. */
export function groundOf(meta: Meta | undefined): Ground {
  // Without an answer, or with one kept from an older server, our own tiles are tried: at worst the ground stays plain.
  const { projection = 'wgs84', layers, max_zoom: maxZoom = 16 } = (meta?.basemap ?? {}) as Partial<Meta['basemap']>
  const sheets = layers ?? [{ url: '/api/v1/tiles/{z}/{x}/{y}.mvt', kind: 'ground' as const, format: 'vector' as const }]
  return { projection, sheets, maxZoom }
}
// #endif
