import { at } from '@gridledger/domain'
import { valueIndexes } from './combinations'
import type { SweepFigure } from './figures'
import type { Axis } from './parseVary'
import type { SweepValues } from './runSweep'
import type { HeatMap } from './heatMap'

/** A map of the first two axes: in each cell the best over all others, null where all were refused. */
export function heatMapOf(
  { values }: SweepValues,
  axes: readonly Axis[],
  by: SweepFigure,
  title: string,
): HeatMap {
  const [x, y] = axes
  if (x === undefined || y === undefined) throw new Error('a map of fewer than two axes')
  const cells: (number | null)[][] = y.values.map(() => x.values.map(() => null))
  for (let combination = 1; combination < values.length; combination += 1) {
    const value = at(values, combination)
    const [column = 0, row = 0] = valueIndexes(axes, combination)
    const cell = cells[row]
    if (cell === undefined || Number.isNaN(value)) continue
    cell[column] = Math.max(cell[column] ?? -Infinity, value)
  }
  const shown = (value: number | null) =>
    value === null || by.better === 'higher' ? value : -value
  const others = axes.slice(2).map(({ name }) => name)
  return {
    title,
    figure: others.length === 0 ? by.name : `${by.name}, the best over ${others.join(', ')}`,
    better: by.better,
    x: { name: x.name, values: x.values.map(({ text }) => text) },
    y: { name: y.name, values: y.values.map(({ text }) => text) },
    cells: cells.map((row) => row.map(shown)),
  }
}
