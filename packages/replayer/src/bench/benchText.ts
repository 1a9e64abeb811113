import { availableParallelism, cpus, totalmem } from 'node:os'
import { table } from '../text/terminal'
import type { Figures } from './measure'
import type { BenchRow } from './rows'

/** A row with what it came to. */
export interface MeasuredRow extends Figures {
  readonly row: BenchRow
}

const COLUMNS = [
  { title: 'name', align: 'left' as const },
  { title: 'a second', align: 'left' as const },
  { title: 'ms' },
  { title: 'baseline', align: 'left' as const },
  { title: 'ratio' },
  { title: 'at least' },
  { title: 'met', align: 'left' as const },
  { title: 'bytes / dense event' },
  { title: 'peak memory MB' },
]

/** The rows as people read them; `isJudged` where it is said whether they reach what is asked. */
export function benchTable(rows: readonly MeasuredRow[], isJudged = true): string {
  const notes = notesOf(rows).map((note) => `  ${note}`)
  const lines = rows.map((row) => cells(row, isJudged))
  return [table(COLUMNS, lines), ...(notes.length === 0 ? [] : ['', ...notes])].join('\n')
}

/** The rows as a list for programs. */
export function benchJson(rows: readonly MeasuredRow[]): string {
  return JSON.stringify(
    rows.map(({ row, perSecond, baseline, ratio, bytesPerEvent, peakMemoryMb }) => {
      return { name: row.name, perSecond, baseline, ratio, bytesPerEvent, peakMemoryMb }
    }),
  )
}

/** The rows for a page of the docs, with the machine that they were measured on. */
export function benchMarkdown(rows: readonly MeasuredRow[], isJudged = true): string {
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`
  const rules = COLUMNS.map(({ align }) => (align === 'left' ? '---' : '--:'))
  const titles = COLUMNS.map(({ title }) => title)
  const lines = [titles, rules, ...rows.map((row) => cells(row, isJudged))].map(line)
  const notes = notesOf(rows).map((note) => `- ${note}`)
  return [machineText(), '', ...lines, ...(notes.length === 0 ? [] : ['', ...notes])].join('\n')
}

function machineText(): string {
  const [first] = cpus()
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GB`
  const cores = `${availableParallelism()} cores of ${first?.model ?? 'an unknown processor'}`
  return `${cores}, ${memory}, Node ${process.versions.node} on ${process.platform}:`
}

function cells(
  { row, perSecond, milliseconds, against, ...figures }: MeasuredRow,
  isJudged: boolean,
): string[] {
  const { baseline, ratio, bytesPerEvent, peakMemoryMb } = figures
  const { name, unit, least, isMet } = row
  const met = isMet({ perSecond, milliseconds, against, ...figures }) ? 'met' : 'short'
  return [
    name,
    `${rateText(perSecond)} ${unit}`,
    milliseconds.toFixed(0),
    `${against}: ${rateText(baseline)}`,
    ratioText(ratio),
    (isJudged ? least : null) ?? '–',
    least === null || !isJudged ? '' : met,
    bytesPerEvent === null ? '–' : bytesPerEvent.toFixed(2),
    peakMemoryMb.toFixed(0),
  ]
}

const notesOf = (rows: readonly MeasuredRow[]): readonly string[] =>
  rows.flatMap(({ row, notes }) => notes.map((note) => `${row.name}: ${note}`))

export function rateText(rate: number): string {
  if (rate >= 1e6) return `${(rate / 1e6).toFixed(2)} million`
  return rate >= 100 ? Math.round(rate).toLocaleString('en') : rate.toFixed(2)
}

/** A ratio below one as its inverse: 1/5.2. */
export const ratioText = (ratio: number): string =>
  ratio < 1 ? `1/${(1 / ratio).toFixed(1)}` : ratio.toFixed(1)
