// ECharts with what this console draws and nothing else.
import * as echarts from 'echarts/core'
import {
  BarChart,
  HeatmapChart,
  LineChart,
  PieChart,
  type BarSeriesOption,
  type HeatmapSeriesOption,
  type LineSeriesOption,
  type PieSeriesOption,
} from 'echarts/charts'
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  type GridComponentOption,
  type LegendComponentOption,
  type TooltipComponentOption,
  type VisualMapComponentOption,
} from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'

echarts.use([
  BarChart,
  LineChart,
  PieChart,
  HeatmapChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  AriaComponent,
  MarkLineComponent,
  VisualMapComponent,
  SVGRenderer,
])

export type ChartOption = echarts.ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | PieSeriesOption
  | HeatmapSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
  | VisualMapComponentOption
>

interface Ink {
  text: string
  quiet: string
  line: string
  ground: string
}

export interface Drawing {
  show: (option: ChartOption, series: string[], ink: Ink) => void
  close: () => void
}

/** Opens a drawing in an element; it follows the element's size. */
export function open(place: HTMLElement, picked: (name: string, index: number) => void): Drawing {
  const chart = echarts.init(place, null, { renderer: 'svg' })
  // By name: where a drawing measures its words, there is nothing to inherit from, and they would run into each other.
  const { fontFamily } = getComputedStyle(place)
  chart.on('click', e => picked(e.name, e.dataIndex))
  const watching = new ResizeObserver(() => chart.resize())
  watching.observe(place)
  return {
    show(option, color, ink) {
      const axis = {
        axisLabel: { color: ink.quiet },
        axisLine: { lineStyle: { color: ink.line } },
        splitLine: { lineStyle: { color: ink.line } },
      }
      const wear = (one: object) => ({ ...axis, ...one, axisLabel: { ...axis.axisLabel, ...(one as { axisLabel?: object }).axisLabel } })
      const dressed = (one: unknown) => (Array.isArray(one) ? one.map(o => wear(o as object)) : one ? wear(one as object) : undefined)
      chart.setOption(
        {
          color,
          animation: false,
          textStyle: { fontFamily, color: ink.text },
          aria: { enabled: true, decal: { show: true } },
          tooltip: { trigger: 'axis', backgroundColor: ink.ground, borderColor: ink.line, textStyle: { color: ink.text } },
          grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
          ...option,
          legend: option.legend ? { top: 0, ...option.legend, textStyle: { color: ink.text } } : undefined,
          xAxis: dressed(option.xAxis),
          yAxis: dressed(option.yAxis),
        } as ChartOption,
        { notMerge: true },
      )
    },
    close() {
      watching.disconnect()
      chart.dispose()
    },
  }
}
