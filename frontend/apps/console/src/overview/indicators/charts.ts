// The drawings of the overview, each with the same figures as a table.
import type { Statistics } from '@tuoyuquan/api'
import { overview as t } from '../../text/overview'
import type { ChartOption } from '../../ui/charts'
import { nameOf, valueText, whole } from '../parts/figures'

interface Drawn {
  option: ChartOption
  table: (string | number)[][]
}

const unitOf = (indicator: string) => (['places_per_thousand', 'complaint_rate'].includes(indicator) ? '' : '%')

/** How an indicator moved. */
export function historyChart(s: Statistics, indicator: string): Drawn {
  const at = s.indicators.indexOf(indicator)
  const points = s.series.map(point => ({ day: point.day, value: point.values[at] ?? undefined }))
  return {
    option: {
      xAxis: { type: 'category', data: points.map(one => one.day) },
      yAxis: { type: 'value', scale: true, axisLabel: { formatter: `{value}${unitOf(indicator)}` } },
      series: [
        {
          type: 'line',
          name: nameOf(indicator),
          data: points.map(one => one.value ?? null),
          symbolSize: 7,
          lineStyle: { width: 2.5 },
        },
      ],
    },
    table: [[t.value.month, nameOf(indicator)], ...points.map(one => [one.day, valueText(indicator, one.value)])],
  }
}

/** Areas side by side, the highest first. */
export function areaChart(s: Statistics, indicator: string): Drawn & { codes: string[] } {
  const parts = s.parts
    .map(part => ({ ...part.area, value: part.figures.find(one => one.indicator === indicator)?.value }))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1))
  return {
    codes: parts.map(one => one.code),
    option: {
      xAxis: {
        type: 'category',
        data: parts.map(one => one.name),
        axisLabel: { interval: 0, rotate: parts.length > 8 ? 40 : 0, hideOverlap: true },
      },
      yAxis: { type: 'value', axisLabel: { formatter: `{value}${unitOf(indicator)}` } },
      series: [{ type: 'bar', name: nameOf(indicator), data: parts.map(one => one.value ?? null), barMaxWidth: 40, cursor: 'pointer' }],
    },
    table: [[t.value.area, nameOf(indicator)], ...parts.map(one => [one.name, valueText(indicator, one.value)])],
  }
}

/** Places and the children in them, by class. */
export function bandChart(s: Statistics): Drawn {
  const bands = s.counts.bands
  const names = bands.map(one => t.value.bands[one.band] ?? one.band)
  return {
    option: {
      legend: {},
      xAxis: { type: 'category', data: names },
      yAxis: { type: 'value' },
      series: [
        { type: 'bar', name: t.value.places, data: bands.map(one => one.places), barMaxWidth: 36 },
        { type: 'bar', name: t.value.inCare, data: bands.map(one => one.in_care), barMaxWidth: 36 },
      ],
    },
    table: [
      [t.value.class, t.value.places, t.value.inCare],
      ...bands.map((one, i) => [names[i] ?? '', whole(one.places), whole(one.in_care)]),
    ],
  }
}

/** How old the figures are that families are shown. */
export function freshChart(s: Statistics): Drawn {
  const order = ['fresh', 'ageing', 'doubtful', 'stale', 'none']
  const names = order.map(one => t.value.fresh[one] ?? one)
  const counts = order.map(one => s.counts.fresh[one] ?? 0)
  return {
    option: {
      xAxis: { type: 'value' },
      yAxis: { type: 'category', data: names, inverse: true },
      series: [{ type: 'bar', name: t.value.classes, data: counts, barMaxWidth: 26 }],
    },
    table: [[t.value.state, t.value.classes], ...names.map((name, i) => [name, whole(counts[i] ?? 0)])],
  }
}
