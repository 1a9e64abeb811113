import type { Cell, Column } from './columns'
import { microsTime, numberDigits } from './digits'
import type { Format } from './table'

/** One JSON object a line with every column in it, null or not; numbers with all their digits. */
export const ndjsonFormat: Format = (columns, sink) => {
  const cells = columns.map(cellJson)
  const keys = columns.map(
    ({ name }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
  )
  return {
    write: ({ count, columns: values }) => {
      let text = ''
      for (let row = 0; row < count; row += 1) {
        for (const [index, cell] of cells.entries()) {
          text += `${keys[index] ?? ''}${cell(values[index]?.[row] ?? null)}`
        }
        text += '}\n'
      }
      sink.write(Buffer.from(text))
    },
    finish: () => undefined,
  }
}

function cellJson({ kind }: Column): (cell: Cell) => string {
  const jsonOf = plainJson(kind)
  return (cell) => (cell === null ? 'null' : jsonOf(cell))
}

function plainJson(kind: Column['kind']): (cell: Cell) => string {
  if (kind === 'text') return (cell) => JSON.stringify(cell)
  if (kind === 'flag' || kind === 'json') return String
  return kind === 'time' ? (cell) => `"${microsTime(cell)}"` : (cell) => numberDigits(kind, cell)
}
