import { clearScreenDown, cursorTo, moveCursor } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'
import type { WriteStream } from 'node:tty'

const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'

/** A part of a terminal that is drawn again and again in its place. */
export interface LiveScreen {
  /** How many lines there is room for. */
  readonly rows: () => number
  /** How wide they may be. */
  readonly columns: () => number
  readonly draw: (lines: readonly string[]) => void
  /** Leaves the last drawing there and gives the cursor back. */
  readonly end: () => void
}

export function liveScreen(output: WriteStream): LiveScreen {
  let drawn = 0
  output.write(HIDE_CURSOR)
  // Some terminals do not know their size and say 0.
  const rows = () => Math.max(1, (output.rows || 24) - 1)
  const columns = () => output.columns || 80
  return {
    rows,
    columns,
    draw: (lines) => {
      const fitting = lines.slice(0, rows()).map((line) => fitted(line, columns()))
      // After a resize there may be fewer rows than were drawn.
      moveCursor(output, 0, -Math.min(drawn, rows()))
      cursorTo(output, 0)
      clearScreenDown(output)
      output.write(`${fitting.join('\n')}\n`)
      drawn = fitting.length
    },
    end: () => {
      output.write(SHOW_CURSOR)
    },
  }
}

/** A line that does not wrap; one that has to be cut loses its colours. */
export function fitted(line: string, columns: number): string {
  const text = stripVTControlCharacters(line)
  return text.length <= columns ? line : `${text.slice(0, Math.max(0, columns - 1))}…`
}
