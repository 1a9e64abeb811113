import {
  closeSync,
  createReadStream,
  existsSync,
  ftruncateSync,
  openSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Failure, inputProblem } from '../failure'

/** One line of a sweep's file, by its titles. */
export type FileRow = ReadonlyMap<string, string>

/**
 * The CSV file of a sweep: a line a combination, in their order, each beginning with the sweep that
 * it is of. What is there of the same sweep counts as done; a last line that was cut off does not.
 */
export interface RowFile {
  readonly titles: readonly string[]
  readonly append: (rows: readonly (readonly string[])[]) => void
  readonly close: () => void
}

/** The first titles: which sweep a row is of, and its number. */
export const ROW_KEYS = ['sweep', 'combination'] as const

export interface RowFileRequest {
  readonly path: string
  /** What tells this sweep from all others. */
  readonly sweep: string
  readonly titles: readonly string[]
  readonly onRow: (row: FileRow) => void
}

/**
 * Opens the file to go on with, `onRow` told what it holds, or begins it. Throws Failure (input) for
 * a file of anything else, which is left as it is.
 */
export async function openRowFile(request: RowFileRequest): Promise<RowFile> {
  const { path, titles } = request
  const folder = dirname(resolve(path))
  if (!existsSync(folder))
    throw new Failure(
      inputProblem(`--csv ${path}: expected a folder that is there, found no ${folder}`),
    )
  const length = existsSync(path) ? await readRows(request) : 0
  const file = told(path, () => openSync(path, length === 0 ? 'w' : 'r+'))
  told(path, () => ftruncateSync(file, length))
  let at = length
  const write = (text: string) => {
    at += told(path, () => writeSync(file, text, at))
  }
  if (length === 0) write(`${titles.join(',')}\n`)
  return {
    titles,
    append: (rows) => write(rows.map((row) => `${row.map(cellText).join(',')}\n`).join('')),
    close: () => closeSync(file),
  }
}

/** The bytes of whole lines. */
async function readRows({ path, sweep, titles, onRow }: RowFileRequest): Promise<number> {
  let [bytes, count] = [0, -1]
  let last = ''
  const input = createReadStream(path)
  const lines = createInterface({ input, crlfDelay: Infinity })
  const take = (line: string) => {
    const cells = cellsOf(line, titles.length)
    const isOurs =
      count < 0 ? line === titles.join(',') : cells[0] === sweep && cells[1] === String(count)
    if (!isOurs || cells.length !== titles.length)
      throw otherFile(path, count, sweep, cells[0] ?? '')
    bytes += Buffer.byteLength(line) + 1
    if (count >= 0) onRow(new Map(titles.map((title, index) => [title, cells[index] ?? ''])))
    count += 1
  }
  try {
    let isFirst = true
    for await (const line of lines) {
      if (!isFirst) take(last)
      last = line
      isFirst = false
    }
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(inputProblem(`--csv ${path}: ${String(error)}`))
  }
  // The last line counts where it ends: what was cut off has no end, and must have begun as ours.
  if (input.bytesRead > bytes + Buffer.byteLength(last)) take(last)
  else {
    const begun = count < 0 ? titles.join(',') : `${sweep},${count},`
    if (!begun.startsWith(last) && !(count >= 0 && last.startsWith(begun)))
      throw otherFile(path, count, sweep, '')
  }
  return bytes
}

function otherFile(path: string, row: number, sweep: string, found: string): Failure {
  const what =
    row < 0 ? 'other columns' : found === sweep ? `row ${row} out of order` : `sweep ${found}`
  const expected = `expected a new file, or one of this sweep (${sweep})`
  return new Failure(inputProblem(`--csv ${path}: ${expected}, found ${what}; nothing was changed`))
}

function told<A>(path: string, work: () => A): A {
  try {
    return work()
  } catch (error) {
    throw new Failure({ kind: 'outside', message: `--csv ${path}: ${String(error)}` })
  }
}

/** Only the last cell, a message, may hold commas. */
function cellText(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function cellsOf(line: string, width: number): readonly string[] {
  const cells = line.split(',')
  const [before, rest] = [cells.slice(0, width - 1), cells.slice(width - 1)]
  if (rest.length === 0) return before
  const last = rest.join(',')
  return [...before, last.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last]
}
