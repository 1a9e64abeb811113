import { stripVTControlCharacters } from 'node:util'
import type { Comparison } from '../compare/compareRuns'
import { LETTERS } from '../compare/letters'
import type { ComparedRun } from '../compare/comparedRun'
import { type ComparedRow, comparedRows } from '../compare/comparedRows'
import type { PartingWords } from '../compare/partingWords'
import { returnLines } from '../compare/returnLines'
import { duration, signedText } from '../text/format'
import { lineChart } from '../text/lineChart'
import { type Style, moment, paint, table } from '../text/terminal'
import { ledgerFlag } from './ledgerFlag'

/** What `compare` has to tell. */
export interface ComparisonRequest {
  readonly comparison: Comparison
  /** Of each run but the first. */
  readonly partings: readonly PartingWords[]
  /** Columns of the terminal. */
  readonly room: number
  readonly timeZone: string
  readonly address: string
}

/** The colours of the runs; when all are used up they come again. */
const STYLES: readonly Style[] = ['cyan', 'yellow', 'magenta', 'green', 'blue', 'red']
const letterOf = (index: number) =>
  paint(STYLES[index % STYLES.length] ?? 'bold', LETTERS[index] ?? '')

/** Runs side by side as a person reads them. */
export function comparisonText(request: ComparisonRequest): string {
  const { comparison, partings, room, timeZone, address } = request
  const { runs } = comparison
  const names = runs.map(({ found }, index) => `${letterOf(index)}  ${found.run}`)
  const quote = runs[0]?.board.tape.instrument.quoteCurrency ?? ''
  return [
    '',
    ...names,
    '',
    paint('bold', 'Where they part'),
    ...partings.flatMap((words) => partingLines(words, room)),
    '',
    ...sideBySide(runs, room, timeZone),
    '',
    paint('dim', LEGEND.replaceAll('USDT', quote)),
    '',
    ...chartLines(runs, room, timeZone),
    '',
    ...nextSteps(runs, address),
    '',
  ].join('\n')
}

const LEGEND =
  'Returns, peaks, falls and best day: % and points of the investment; at any tick:\n' +
  '% of the peak it fell from; to liquidation: % of the mark. Profits, fees (paid)\n' +
  'and funding (received): USDT. A value that was amended stands after an arrow.'

function partingLines({ summary, sides, fields }: PartingWords, room: number): readonly string[] {
  return [
    ...wrapped(summary, room, '  '),
    ...sides.flatMap(({ letter, lines }) => {
      const [first = '', ...more] = lines.map((line) => wrapped(line, room, '     ').join('\n'))
      const mark = letterOf(LETTERS.indexOf(letter))
      return [`  ${mark}  ${first.trimStart()}`, ...more.map((line) => paint('dim', line))]
    }),
    ...(fields.length === 0 ? [] : wrapped(`In what: ${fields.join('; ')}.`, room, '  ')),
  ]
}

/** A sentence in lines that fit, each after an indent; a word that is longer than a line stays whole. */
function wrapped(text: string, room: number, indent: string): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line === undefined || line.length + 1 + word.length > room) lines.push(`${indent}${word}`)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}

/** The table, or several of them with the first run in each where one would be too wide. */
function sideBySide(
  runs: readonly ComparedRun[],
  room: number,
  timeZone: string,
): readonly string[] {
  const rows = comparedRows(runs, timeZone)
  const groups = [rows.differing, rows.figures, rows.shared].filter(({ length }) => length > 0)
  const tables: string[] = []
  for (let shown = 1; shown < runs.length;) {
    let [count, text] = [1, tableOf(groups, shown, 1)]
    while (shown + count < runs.length) {
      const wider = tableOf(groups, shown, count + 1)
      if (widthOf(wider) > room) break
      ;[count, text] = [count + 1, wider]
    }
    tables.push(...(tables.length === 0 ? [] : ['']), text)
    shown += count
  }
  return tables
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => stripVTControlCharacters(line).length))
}

/** The first run beside `count` others from index `from` on. */
function tableOf(groups: readonly (readonly ComparedRow[])[], from: number, count: number): string {
  const others = Array.from({ length: count }, (_, index) => from + index)
  const columns = [
    { title: '', align: 'left' as const },
    { title: letterOf(0) },
    ...others.flatMap((index) => [
      { title: letterOf(index) },
      { title: `${LETTERS[index] ?? ''} − a` },
    ]),
  ]
  const cellsOf = ({ title, cells, differences }: ComparedRow) => [
    title,
    cells[0]?.shown ?? '',
    ...others.flatMap((index) => [cells[index]?.shown ?? '', differences[index - 1]?.shown ?? '']),
  ]
  const blank = columns.map(() => '')
  const rows = groups.flatMap((group, index) => [
    ...(index === 0 ? [] : [blank]),
    ...group.map(cellsOf),
  ])
  return table(columns, rows)
}

/** Rows of the chart. */
const CHART_ROWS = 16
/** What stands before its columns: the values at the axis. */
const AXIS = 9
const WIDEST_CHART = 160

function chartLines(
  runs: readonly ComparedRun[],
  room: number,
  timeZone: string,
): readonly string[] {
  const columns = Math.max(20, Math.min(room, WIDEST_CHART) - AXIS)
  const { lines, fromMicros, toMicros, areAligned } = returnLines(runs, columns)
  const chart = lineChart(
    lines.map((values, index) => ({
      mark: LETTERS[index] ?? '',
      style: STYLES[index % STYLES.length] ?? 'bold',
      values,
    })),
    CHART_ROWS,
    (value) => signedText(String(value)).padStart(AXIS - 2),
  )
  const [from, to] = areAligned
    ? ['each from its own start', duration(toMicros - fromMicros)]
    : [moment(fromMicros, timeZone), moment(toMicros, timeZone)]
  const gap = ' '.repeat(Math.max(2, columns - from.length - to.length))
  return [
    `${paint('bold', 'Return')} in % of the investment; where curves meet, the first is shown`,
    chart,
    paint('dim', `${' '.repeat(AXIS)}${from}${gap}${to}`),
  ]
}

function nextSteps(runs: readonly ComparedRun[], address: string): readonly string[] {
  const names = runs.map(({ found }) => found.run).join(' ')
  const flag = ledgerFlag(address)
  return [
    paint('dim', 'try next'),
    `  npx gridledger report --compare ${names}${flag}`,
    `  npx gridledger compare ${names} --json${flag}`,
  ]
}
