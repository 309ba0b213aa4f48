// The page that bench.mjs and a curious person open: the map of packages/map with made-up facilities over the real tiles.
// ?n=600 points, &z=13.5 zoom, &theme=dark, &scale=1.5, &c=lon,lat, &singles=1 for points as they come, not in clusters.
import type { Circle, Cluster } from '@tuoyuquan/api'
import { texts } from '@tuoyuquan/core'
import { createMap, type BaseMap, type Ground } from '@tuoyuquan/map'

const asked = new URLSearchParams(location.search)
const number = (name: string, otherwise: number) => Number(asked.get(name) ?? otherwise)
const at = (asked.get('c') ?? '120.000,31.000').split(',').map(Number) as [number, number]
const words = texts[asked.get('lang') === 'en' ? 'en' : 'zh'].map

/** Facilities strewn over the city the same way each time. */
function strewn(n: number): Cluster[] {
  let seed = 7
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647
  return Array.from({ length: n }, (_, i) => {
    const point = [at[0] + (random() - 0.5) * 0.08, at[1] + (random() - 0.5) * 0.06]
    const state = (['free', 'free', 'free', 'full', 'unknown', 'members_only'] as const)[Math.floor(random() * 6)]
    const free = state === 'free' ? 1 + Math.floor(random() * 20) : 0
    return { point, bbox: [...point, ...point], count: 1, free, with_room: Number(free > 0), unknown: Number(state === 'unknown'), state, facility_id: `f${i}`, name: `示范托育园${i}` } as Cluster // prettier-ignore
  })
}

// &pictures=gcj02 or wgs84: a provider's pictures instead of our own tiles, as far as the server behind /pictures has any.
const pictures = asked.get('pictures')
const ground: Ground = pictures
  ? {
      projection: pictures === 'gcj02' ? 'gcj02' : 'wgs84',
      sheets: [{ url: '/pictures/{z}/{x}/{y}', format: 'raster', kind: 'ground' }],
      maxZoom: 18,
    }
  : { projection: 'wgs84', sheets: [{ url: '/api/v1/tiles/{z}/{x}/{y}.mvt', format: 'vector', kind: 'ground' }], maxZoom: 16 }

async function begin(): Promise<void> {
  const target = document.getElementById('map') as HTMLElement
  const marks: Record<string, number> = {}
  const log: unknown[] = []
  const singles = strewn(number('n', 0))
  const map: BaseMap = createMap(
    target,
    {
      ground,
      look: {
        theme: asked.get('theme') === 'dark' ? 'dark' : 'light',
        scale: number('scale', 1),
        language: asked.get('lang') === 'en' ? 'en' : 'zh',
      },
      words,
      center: at,
      zoom: number('z', 14),
      scene: { clusters: singles },
      pickable: asked.get('pick') === '1',
    },
    {
      ready: () => (marks.ready = performance.now()),
      moved: standing => log.push({ moved: standing }),
      select: id => log.push({ select: id }),
      open: cluster => log.push({ open: cluster }),
      picked: point => log.push({ picked: point }),
    },
  )
  Object.assign(window, { bench: { map, marks, log, singles, circle: (minutes: number) => circle(minutes) } })
}

/** The walking area of the real server. */
async function circle(minutes: number): Promise<Circle> {
  return (await fetch(`/api/v1/circle?near=${at.join(',')}&minutes=${minutes}`)).json() as Promise<Circle>
}

void begin()
