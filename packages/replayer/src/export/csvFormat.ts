import type { Cell, Column } from './columns'
import { microsTime, numberDigits } from './digits'
import type { Format } from './table'

/** RFC 4180: commas, CRLF, a header; nothing between two commas is null. */
export const csvFormat: Format = (columns, sink) => {
  const cells = columns.map(cellText)
  sink.write(Buffer.from(`${columns.map(({ name }) => quoted(name)).join(',')}\r\n`))
  return {
    write: ({ count, columns: values }) => {
      let text = ''
      for (let row = 0; row < count; row += 1) {
        for (const [index, cell] of cells.entries()) {
          if (index > 0) text += ','
          text += cell(values[index]?.[row] ?? null)
        }
        text += '\r\n'
      }
      sink.write(Buffer.from(text))
    },
    finish: () => undefined,
  }
}

function cellText({ kind }: Column): (cell: Cell) => string {
  const textOf = plainText(kind)
  return (cell) => (cell === null ? '' : textOf(cell))
}

function plainText(kind: Column['kind']): (cell: Cell) => string {
  if (kind === 'text' || kind === 'json') return (cell) => quoted(String(cell))
  if (kind === 'flag') return String
  return kind === 'time' ? microsTime : (cell) => numberDigits(kind, cell)
}

/** An empty text is quoted, for nothing at all is null. */
function quoted(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
