import { createHash } from 'node:crypto'
import { RULES_VERSION, refusalText } from '@gridledger/domain'
import { combinationRun } from './combinationName'
import { valuesOf } from './combinations'
import type { SweepFigure } from './figures'
import { ROW_KEYS, type RowFile, openRowFile } from './rowFile'
import { type SweepValues, takeRow } from './runSweep'
import type { SweptRow } from './sweepWork'
import type { SweptSeason } from './sweptMarket'

/** The file of a sweep, and how many of its combinations were in it when it was opened. */
export interface SweepFile {
  readonly done: number
  readonly append: (rows: readonly SweptRow[]) => void
  readonly close: () => void
}

/** 12 hex digits over everything that the rows of a sweep follow from. */
export function sweepName({ opened, entry, rules, axes, tapes }: SweptSeason): string {
  const hash = createHash('sha256')
  const varied = axes.map(({ name, values }) => [name, ...values.map(({ text }) => text)])
  const [own] = tapes.map(({ facts }) => facts.name)
  hash.update(JSON.stringify([RULES_VERSION, opened, entry, rules, own, varied]))
  return hash.digest('hex').slice(0, 12)
}

/** Opens the CSV file of a sweep; what it holds already is taken in. */
export async function openSweepFile(
  path: string,
  season: SweptSeason,
  figures: readonly string[],
  by: SweepFigure,
  recorded: readonly string[],
  taken: SweepValues,
): Promise<SweepFile> {
  const { axes, opened, entry } = season
  const sweep = sweepName(season)
  const varied = axes.map(({ name }) => name)
  const titles = [...ROW_KEYS, ...varied, ...figures, 'stopReason', 'run', 'refused', 'message']
  let done = 0
  const file: RowFile = await openRowFile({
    path,
    sweep,
    titles,
    onRow: (row) => {
      const refused = row.get('refused') ?? ''
      const told = refused === '' ? (row.get(by.name) ?? '') : { refused }
      takeRow(taken, Number(row.get('combination')), told, by)
      done += 1
    },
  })
  const cells = (row: SweptRow): readonly string[] => {
    const { combination } = row
    const texts = valuesOf(axes, combination).map(({ text }) => text)
    const { run } = combinationRun(opened.season, entry.contestant, axes, combination)
    const isRefused = 'refused' in row
    return [
      sweep,
      String(combination),
      ...(combination === 0 ? recorded : texts),
      ...(isRefused ? figures.map(() => '') : row.figures),
      isRefused ? '' : (row.stopReason ?? ''),
      isRefused ? '' : run,
      isRefused ? row.refused.reason : '',
      isRefused ? messageOf(row.refused) : '',
    ]
  }
  return { done, append: (rows) => file.append(rows.map(cells)), close: file.close }
}

type Refused = Extract<SweptRow, { readonly refused: unknown }>['refused']

function messageOf(refused: Refused): string {
  if (refused.reason !== 'end-not-after-start') return refusalText(refused)
  return `${refused.field}: expected ${refused.expected}, found ${refused.found}`
}
