import { type Style, paint } from './terminal'

/** A curve of a chart: the character that draws it, its colour, and a value for each column. */
export interface ChartLine {
  readonly mark: string
  readonly style: Style
  /** Null where the curve is not. */
  readonly values: readonly (number | null)[]
}

/**
 * Curves over one axis, a character a column, `rows` lines high. Each is told from the others by its
 * character, with or without colours; where some meet, the first of them is shown. `label` writes the
 * values at the axis. The line of zero is dotted.
 */
export function lineChart(
  lines: readonly ChartLine[],
  rows: number,
  label: (value: number) => string,
): string {
  const known = lines.flatMap(({ values }) => values.filter((value) => value !== null))
  const [low, high] = [least(known), -least(known.map((value) => -value))]
  const span = high - low || 1
  const rowOf = (value: number) => Math.round(((high - value) / span) * (rows - 1))
  const width = Math.max(...lines.map(({ values }) => values.length))
  const zero = low <= 0 && high >= 0 ? rowOf(0) : -1
  const canvas = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: width }, () => (row === zero ? paint('dim', '·') : ' ')),
  )
  for (const line of [...lines].reverse()) draw(canvas, line, rowOf)
  const labels = canvas.map((_, row) => label(high - (span * row) / Math.max(1, rows - 1)))
  const room = Math.max(...labels.map(({ length }) => length))
  return canvas
    .map((cells, row) => {
      const isNamed = row % 3 === 0 || row === rows - 1
      const name = isNamed ? (labels[row] ?? '') : ''
      return `${paint('dim', `${name.padStart(room)} ${isNamed ? '┤' : '│'}`)}${cells.join('')}`.trimEnd()
    })
    .join('\n')
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity)
}

/** Each value in its column; a step of more than a row is drawn as far as the value before it. */
function draw(
  canvas: readonly string[][],
  { mark, style, values }: ChartLine,
  rowOf: (value: number) => number,
): void {
  const drawn = paint(style, mark)
  let before: number | null = null
  for (const [column, value] of values.entries()) {
    if (value === null) {
      before = null
      continue
    }
    const row = rowOf(value)
    const from = before === null || before === row ? row : before + Math.sign(row - before)
    for (let each = Math.min(from, row); each <= Math.max(from, row); each += 1) {
      const cells = canvas[each]
      if (cells !== undefined) cells[column] = drawn
    }
    before = row
  }
}
