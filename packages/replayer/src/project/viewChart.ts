import type { EChartsOption } from 'echarts'
import type { Cell, Chart } from '@gridledger/projections'
import {
  type ChartColumn,
  columnOf,
  contestantsOf,
  isNumeric,
  isTime,
  labelOf,
  labelsOf,
  numberOf,
} from './chartColumns'
import { heatOption } from './heatOption'
import { CONTESTANT, type ViewTable, exactText } from './viewTable'
import { FAINT, svgOf } from './svg'

/** Told apart by the colour-blind as well (Okabe and Ito 2008), black and yellow left out. */
const PALETTE = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#4d4d4d']
const HEIGHT = 480

/**
 * A table as a picture; without a chart of its own all columns of numbers over the first column. A
 * text instead of a picture says what was expected: a column that is not there, or none of numbers.
 */
export function viewChart(
  title: string,
  table: ViewTable,
  chart = plainChart(table),
): { readonly svg: string } | { readonly problem: string } {
  if (chart === undefined) return { problem: 'expected a column of numbers to draw, found none' }
  const named = chart.kind === 'heat' ? [chart.x, chart.y, chart.value] : [chart.x, ...chart.y]
  const missing = named.find((name) => !table.columns.includes(name))
  if (missing !== undefined && table.rows.length > 0) {
    const found = table.columns.join(', ')
    return { problem: `chart: expected one of the columns ${found}, found ${missing}` }
  }
  if (chart.kind !== 'heat') return { svg: svgOf(title, HEIGHT, curveOption(table, chart)) }
  const { height, option } = heatOption(table, chart)
  return { svg: svgOf(title, height, option) }
}

function plainChart(table: ViewTable): Chart | undefined {
  const [x, ...others] = table.columns.filter((column) => column !== CONTESTANT)
  const y = others.filter((column) => isNumeric(columnOf(table, column)))
  if (x === undefined || y.length === 0) return undefined
  const { cells } = columnOf(table, x)
  const isLine = cells.every((cell) => isTime(cell)) || isNumeric({ title: x, cells })
  return { kind: isLine ? 'lines' : 'bars', x, y }
}

function curveOption(
  table: ViewTable,
  { kind, x, y }: Extract<Chart, { kind: 'lines' | 'bars' }>,
): EChartsOption {
  const across = columnOf(table, x)
  const isBars = kind === 'bars'
  const axis = isBars ? 'category' : axisOf(across)
  const contestants = contestantsOf(table)
  const owners = table.columns.includes(CONTESTANT) ? columnOf(table, CONTESTANT).cells : []
  const series = contestants.flatMap((contestant) =>
    y.map((title) => {
      const { cells } = columnOf(table, title)
      const data = cells.flatMap((cell, row) => {
        const isOwn = owners.length === 0 || owners[row] === contestant
        return isOwn ? [[placeOf(across.cells[row] ?? null, axis), numberOf(cell)]] : []
      })
      const name = seriesName(contestant, title, y.length)
      return isBars
        ? { type: 'bar' as const, name, data }
        : {
            type: 'line' as const,
            name,
            data,
            showSymbol: data.length < 40,
            lineStyle: { width: 1.5 },
          }
    }),
  )
  const name = { name: x, nameLocation: 'middle' as const, nameGap: 34 }
  return {
    color: PALETTE,
    legend: { top: 40, left: 16, data: series.map(({ name }) => name) },
    grid: { left: 80, right: 32, top: 84, bottom: 56 },
    xAxis:
      axis === 'category'
        ? { type: axis, ...name, data: [...labelsOf(across)] }
        : { type: axis, ...name },
    yAxis: {
      type: 'value',
      ...(y.length === 1 && { name: y[0] ?? '', nameTextStyle: { align: 'right' as const } }),
      scale: !isBars,
      splitLine: { lineStyle: { color: FAINT } },
    },
    series,
  }
}

function seriesName(contestant: string, title: string, titles: number): string {
  if (contestant === '') return title
  return titles === 1 ? contestant : `${contestant} ${title}`
}

function axisOf(column: ChartColumn): 'time' | 'value' | 'category' {
  if (column.cells.length > 0 && column.cells.every((cell) => isTime(cell))) return 'time'
  return isNumeric(column) ? 'value' : 'category'
}

function placeOf(cell: Cell, axis: 'time' | 'value' | 'category'): string | number | null {
  if (axis === 'value') return numberOf(cell)
  return axis === 'time' ? Date.parse(exactText(cell)) : labelOf(cell)
}
