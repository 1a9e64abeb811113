import { BTC_USDT_SWAP, MICROS_PER_DAY, instrumentUnits, priceOf } from '@gridledger/domain'
import { type BackTest, type RangeMet, WINDOW } from '../../season/backTest'
import { shortDay } from '../markdown'
import { COLOURS, FAINT, INK, svgOf } from '../svg'

const price = (ticks: number) => priceOf(instrumentUnits(BTC_USDT_SWAP), ticks).toNumber()
const label = { color: INK, fontSize: 13 }
const PRICES = { min: 95_000, max: 130_000, interval: 5_000 }

/** The price by the day, from its low to its high, beside the six live ranges. */
export function pricesChart({ days, ranges }: BackTest): string {
  const lows = days.map(({ lowTicks }) => price(lowTicks))
  const heights = days.map(({ lowTicks, highTicks }) => price(highTicks) - price(lowTicks))
  return svgOf('Price of the back-test window beside the six live ranges', 460, {
    grid: [
      { left: 92, width: 470, top: 64, bottom: 64 },
      { left: 586, right: 16, top: 64, bottom: 64 },
    ],
    xAxis: [dayAxis(days.length), rangeAxis(ranges)],
    yAxis: [0, 1].map((gridIndex) => ({
      type: 'value',
      gridIndex,
      ...PRICES,
      name: gridIndex === 0 ? 'price, USDT' : '',
      nameLocation: 'middle',
      nameGap: 62,
      splitLine: { lineStyle: { color: FAINT } },
      axisLabel: { show: gridIndex === 0, ...label },
    })),
    series: [
      stacked('to the low', 'transparent', lows, 0),
      stacked('from low to high', '#7a7a7a', heights, 0),
      stacked('to the lower line', 'transparent', ranges.map(lowerOf), 1),
      {
        ...stacked('the range', INK, [], 1),
        data: ranges.map(({ contestant, parameters }) => ({
          value: Number(parameters.upperPrice) - Number(parameters.lowerPrice),
          itemStyle: { color: COLOURS[contestant] ?? INK },
        })),
      },
    ],
  })
}

const lowerOf = ({ parameters }: RangeMet) => Number(parameters.lowerPrice)

function stacked(name: string, color: string, data: readonly number[], panel: number) {
  return {
    type: 'bar' as const,
    name,
    stack: `panel ${panel}`,
    stackStrategy: 'all' as const,
    xAxisIndex: panel,
    yAxisIndex: panel,
    barCategoryGap: panel === 0 ? '15%' : '35%',
    itemStyle: { color },
    data: [...data],
  }
}

const dayAxis = (count: number) => ({
  type: 'category' as const,
  gridIndex: 0,
  data: Array.from({ length: count }, (_, day) => shortDay(WINDOW.start + day * MICROS_PER_DAY)),
  name: 'day of 2025, UTC: from its low to its high',
  nameLocation: 'middle' as const,
  nameGap: 34,
  axisTick: { alignWithLabel: true, interval: (day: number) => day % 14 === 0 },
  axisLabel: { interval: (day: number) => day % 14 === 0, ...label },
})

const rangeAxis = (ranges: readonly RangeMet[]) => ({
  type: 'category' as const,
  gridIndex: 1,
  data: ranges.map(({ contestant }) => contestant),
  name: 'the live ranges',
  nameLocation: 'middle' as const,
  nameGap: 34,
  axisTick: { show: false },
  axisLabel: { interval: 0, color: INK, fontSize: 11 },
})

const SIDES = [
  { side: 'above', name: 'the price is above the range', color: '#d55e00' },
  { side: 'below', name: 'the price is below the range', color: '#0072b2' },
] as const

/** Every off-grid spell of the window, by contestant. */
export function offGridChart({ ranges, days }: BackTest): string {
  const dayOf = (timeMicros: number) => (timeMicros - WINDOW.start) / MICROS_PER_DAY
  return svgOf('Off-grid spells in the back-test window', 340, {
    legend: { top: 42, left: 96, itemGap: 64, textStyle: { fontSize: 13 } },
    grid: { left: 110, right: 24, top: 84, bottom: 64 },
    xAxis: {
      type: 'value',
      min: 0,
      max: days.length,
      interval: 14,
      name: 'time, UTC, 2025; a gap is time inside the range',
      nameLocation: 'middle',
      nameGap: 34,
      splitLine: { lineStyle: { color: FAINT } },
      axisLabel: {
        ...label,
        showMaxLabel: false,
        formatter: (day: number) => shortDay(WINDOW.start + day * MICROS_PER_DAY),
      },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: ranges.map(({ contestant }) => contestant),
      axisTick: { show: false },
      axisLabel: { interval: 0, ...label },
    },
    series: SIDES.map(({ side, name, color }) => ({
      type: 'custom' as const,
      name,
      color,
      renderItem: (_, api) => {
        const [left = 0, middle = 0] = api.coord([api.value(0), api.value(2)])
        const [right = 0] = api.coord([api.value(1), api.value(2)])
        // A spell of a quarter of an hour would be a tenth of a point wide.
        const width = Math.max(1, right - left)
        return {
          type: 'rect',
          shape: { x: left, y: middle - 11, width, height: 22 },
          style: { fill: color },
        }
      },
      data: ranges.flatMap(({ spells }, row) =>
        spells
          .filter((spell) => spell.side === side)
          .map(({ fromMicros, toMicros }) => [dayOf(fromMicros), dayOf(toMicros), row]),
      ),
    })),
  })
}
