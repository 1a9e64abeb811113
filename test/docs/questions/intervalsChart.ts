import { CANDLE_PATHS, INTERVALS } from '../../season/intervals'
import { COLOURS, FAINT, INK, svgOf } from '../svg'
import { type Boards, byDensity, returnOf, rowOf } from './intervals'

/** The return of each contestant by the length of the candle: over all paths, and by `nearest`. */
export function intervalsChart(boards: Boards): string {
  const names = byDensity(boards)
  const label = { color: INK, fontSize: 13 }
  const bars = names.flatMap(({ name }) => INTERVALS.map(({ minutes }) => ({ name, minutes })))
  const shade = new Map([
    [1, 1],
    [15, 0.65],
    [60, 0.35],
  ])
  return svgOf('Return by the length of the candle', 460, {
    grid: { left: 64, right: 24, top: 84, bottom: 84 },
    legend: { top: 42, left: 50, itemGap: 90, textStyle: { fontSize: 13 } },
    xAxis: [
      {
        type: 'category',
        data: bars.map(({ minutes }) => (minutes === 60 ? '1 h' : `${minutes} m`)),
        axisLine: { onZero: false, lineStyle: { color: INK } },
        axisTick: { show: false },
        axisLabel: { interval: 0, ...label },
      },
      {
        type: 'category',
        position: 'bottom',
        offset: 26,
        data: names.map(({ name, spacing }) => `${name}, every ${spacing}`),
        axisLine: { show: false, onZero: false },
        axisTick: { show: false },
        axisLabel: { interval: 0, ...label },
        name: 'candle; contestant, a line every … USDT',
        nameLocation: 'middle',
        nameGap: 30,
      },
    ],
    yAxis: {
      type: 'value',
      name: 'return, % of the investment',
      nameLocation: 'middle',
      nameGap: 40,
      splitLine: { lineStyle: { color: FAINT } },
      axisLabel: label,
    },
    series: [
      {
        type: 'custom',
        name: 'from the lowest to the highest of four candle paths',
        color: '#8c8c8c',
        renderItem: ({ dataIndex }, api) => {
          const [x = 0, top = 0] = api.coord([api.value(0), api.value(2)])
          const [, bottom = 0] = api.coord([api.value(0), api.value(1)])
          const { name = '', minutes = 0 } = bars[dataIndex] ?? {}
          return {
            type: 'rect',
            shape: { x: x - 9, y: top, width: 18, height: Math.max(2, bottom - top) },
            style: { fill: COLOURS[name] ?? INK, opacity: shade.get(minutes) ?? 1 },
          }
        },
        data: bars.map(({ name, minutes }, index) => {
          const returns = CANDLE_PATHS.map((path) => returnOf(rowOf(boards, minutes, path, name)))
          return [index, Math.min(...returns), Math.max(...returns)]
        }),
        encode: { x: 0, y: [1, 2] },
      },
      {
        type: 'scatter',
        name: 'by the rule nearest',
        symbol: 'rect',
        symbolSize: [26, 4],
        color: '#000000',
        data: bars.map(({ name, minutes }) => returnOf(rowOf(boards, minutes, 'nearest', name))),
      },
    ],
  })
}
