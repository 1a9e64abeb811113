import type { EChartsOption } from 'echarts'
import type { Chart } from '@gridledger/projections'
import { columnOf, contestantsOf, labelOf, labelsOf, numberOf } from './chartColumns'
import { CONTESTANT, type ViewTable, exactText } from './viewTable'

/** Viridis (van der Walt and Smith 2015): as even in lightness as in hue. */
const SCALE = ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725']
const PANEL = { top: 88, height: 220, gap: 84, left: 96, right: 120 }

/** A heat map for each contestant of a table, one below the other, in the same colours. */
export function heatOption(
  table: ViewTable,
  { x, y, value }: Extract<Chart, { kind: 'heat' }>,
): { readonly height: number; readonly option: EChartsOption } {
  const [across, upwards, values] = [columnOf(table, x), columnOf(table, y), columnOf(table, value)]
  const owners = table.columns.includes(CONTESTANT) ? columnOf(table, CONTESTANT).cells : []
  const columns = labelsOf(across)
  const panels = contestantsOf(table).map((contestant, panel) => {
    const rows = table.rows.flatMap((_, row) =>
      owners.length === 0 || exactText(owners[row] ?? null) === contestant ? [row] : [],
    )
    const own = rows.map((row) => upwards.cells[row] ?? null)
    const data = rows.map((row) => [
      labelOf(across.cells[row] ?? null),
      labelOf(upwards.cells[row] ?? null),
      numberOf(values.cells[row] ?? null),
    ])
    const top = PANEL.top + panel * (PANEL.height + PANEL.gap)
    return { contestant, panel, top, data, lines: labelsOf({ title: y, cells: own }) }
  })
  const known = values.cells.flatMap((cell) => numberOf(cell) ?? [])
  const [min, max] = [Math.min(0, ...known), Math.max(1, ...known)]
  const option: EChartsOption = {
    grid: panels.map(({ top }) => ({
      ...{ left: PANEL.left, right: PANEL.right, top },
      height: PANEL.height,
    })),
    xAxis: panels.map(({ panel }) => ({
      ...{ type: 'category', gridIndex: panel, data: [...columns] },
      ...{ name: x, nameLocation: 'middle', nameGap: 28 },
    })),
    yAxis: panels.map(({ panel, lines, contestant }) => ({
      ...{ type: 'category', gridIndex: panel, data: [...lines] },
      ...{ name: contestant === '' ? y : `${contestant}: ${y}`, nameLocation: 'end' },
      nameTextStyle: { align: 'left' },
    })),
    visualMap: {
      ...{ min, max, calculable: false, right: 16, top: PANEL.top },
      ...{ inRange: { color: SCALE }, text: [value, ''] },
    },
    series: panels.map(({ panel, data }) => ({
      ...{ type: 'heatmap', xAxisIndex: panel, yAxisIndex: panel, data },
    })),
  }
  return { height: PANEL.top + panels.length * (PANEL.height + PANEL.gap), option }
}
