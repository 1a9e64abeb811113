import type { CustomSeriesRenderItem } from 'echarts'
import { FITTED } from '../../season/endings'
import { ENDS, type Neighbour } from '../../season/neighbours'
import { isMidnight, minuteText, shortDay } from '../markdown'
import { INK, svgOf } from '../svg'
import { isNearlyPublished, isPositive } from './neighbours'

const KINDS = [
  { name: 'published ranking*, all positive', color: '#00664b' },
  { name: 'published ranking*, someone below zero', color: '#e69f00' },
  { name: 'another ranking, all positive', color: '#d3e5ef' },
  { name: 'another ranking, someone below zero', color: '#8c8c8c' },
]
const kindOf = (window: Neighbour) =>
  (isNearlyPublished(window) ? 0 : 2) + (isPositive(window) ? 0 : 1)

const isFitted = ({ startMicros, endMicros }: Neighbour) =>
  startMicros === FITTED.startMicros && endMicros === FITTED.endMicros

const hour = (timeMicros: number) => minuteText(timeMicros).slice(11)
/** The first of a list of times and each midnight carry their day. */
const opensDay = (timeMicros: number, index: number) => index === 0 || isMidnight(timeMicros)

function startLabel(timeMicros: number, index: number): string {
  if (timeMicros === FITTED.startMicros) return `fitted  ${hour(timeMicros)}`
  return `${opensDay(timeMicros, index) ? `${shortDay(timeMicros)}  ` : ''}${hour(timeMicros)}`
}

function endLabel(timeMicros: number, index: number): string {
  const label = hour(timeMicros).slice(0, 2)
  return opensDay(timeMicros, index) ? `${label}\n${shortDay(timeMicros)}` : label
}

/** Starts by ends; the fitted start stands among them, in its place. */
export function neighboursChart(windows: readonly Neighbour[]): string {
  const starts = [...new Set(windows.map(({ startMicros }) => startMicros))].sort((a, b) => a - b)
  const axis = {
    type: 'category' as const,
    nameLocation: 'middle' as const,
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: { interval: 0, color: INK, fontSize: 13, lineHeight: 17 },
  }
  return svgOf('The result of the season by its window', 650, {
    legend: [0, 2].map((first, line) => ({
      top: 42 + 24 * line,
      left: 116,
      itemGap: 64,
      textStyle: { fontSize: 13 },
      data: KINDS.slice(first, first + 2).map(({ name }) => name),
    })),
    grid: { left: 128, right: 24, top: 104, bottom: 84 },
    xAxis: {
      ...axis,
      data: ENDS.map(endLabel),
      name: 'the season ends at this hour, UTC        framed: the fitted window        * deepseek and grok-4 may swap',
      nameGap: 48,
    },
    yAxis: {
      ...axis,
      inverse: true,
      data: starts.map(startLabel),
      name: 'the season starts, UTC',
      nameGap: 100,
    },
    series: KINDS.map(({ name, color }, kind) => ({
      type: 'custom' as const,
      name,
      color,
      renderItem: cell(color),
      data: windows
        .filter((window) => kindOf(window) === kind)
        .map((window) => [
          ENDS.indexOf(window.endMicros),
          starts.indexOf(window.startMicros),
          isFitted(window) ? 1 : 0,
        ]),
    })),
  })
}

/** One window as a cell, framed where its third value says that it is the fitted one. */
function cell(fill: string): CustomSeriesRenderItem {
  return (_, api) => {
    const [x = 0, y = 0] = api.coord([api.value(0), api.value(1)])
    const size = api.size?.([1, 1]) ?? 0
    const [width = 0, height = 0] = typeof size === 'number' ? [size, size] : size
    const frame = api.value(2) === 1 ? { stroke: '#000000', lineWidth: 2 } : {}
    return {
      type: 'rect',
      shape: { x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2 },
      style: { fill, ...frame },
    }
  }
}
