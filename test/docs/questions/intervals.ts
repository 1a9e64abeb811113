import type { LeaderboardRow } from '@gridledger/projections'
import { type BoardsByPath, CANDLE_PATHS, INTERVALS } from '../../season/intervals'
import { listed, paragraph, tableText, two } from '../markdown'

export type Boards = ReadonlyMap<number, BoardsByPath>

export function rowOf(boards: Boards, minutes: number, path: string, name: string): LeaderboardRow {
  const rows = boards.get(minutes)?.get(path)?.rows ?? []
  const row = rows.find(({ entry }) => entry.contestant === name)
  if (row === undefined) throw new Error(`no run of ${name} on ${minutes} minutes, ${path}`)
  return row
}

const spacingOf = ({ entry: { parameters } }: LeaderboardRow) =>
  (Number(parameters.upperPrice) - Number(parameters.lowerPrice)) / parameters.gridCount

/** The contestants from the densest grid to the widest, with the distance of their lines in USDT. */
export function byDensity(
  boards: Boards,
): readonly { readonly name: string; readonly spacing: number }[] {
  const rows = boards.get(1)?.get('nearest')?.rows ?? []
  return rows
    .map((row) => ({ name: row.entry.contestant, spacing: spacingOf(row) }))
    .sort((a, b) => a.spacing - b.spacing)
}

const DENSE = 3
export const returnOf = ({ report }: LeaderboardRow) => Number(report.returnPct)

export function intervalsAnswer(boards: Boards): string {
  const [densest] = byDensity(boards)
  if (densest === undefined) throw new Error('no contestants')
  const { name, spacing } = densest
  const nearest = INTERVALS.map(({ minutes }) => rowOf(boards, minutes, 'nearest', name))
  const spans = INTERVALS.map((interval) => {
    const returns = CANDLE_PATHS.map((path) => rowOf(boards, interval.minutes, path, name)).map(
      returnOf,
    )
    const [lowest, highest] = [Math.min(...returns), Math.max(...returns)]
    return `from ${two(lowest)} % to ${two(highest)} % on ${interval.name}`
  })
  return paragraph(
    `By the rule \`nearest\` the densest grid (${name}, a line every ${spacing} USDT) makes
    ${listed(nearest.map(({ report }) => String(report.arbitrageNum)))} pairs and returns
    ${listed(nearest.map((row) => `${two(returnOf(row))} %`))} on
    ${listed(INTERVALS.map((interval) => interval.name))} candles; over four rules for the way inside a
    candle its return goes ${listed(spans)} candles.`,
  )
}

/** Pairs, grid profit and return by the length of the candle, the densest grid first. */
export function intervalsTable(boards: Boards): string {
  const short = ['1 m', '15 m', '1 h']
  const head = [
    'contestant',
    'line every',
    ...['pairs', 'grid profit', 'return %'].flatMap((figure) =>
      short.map((interval) => `${figure}, ${interval}`),
    ),
  ]
  const rows = byDensity(boards).map(({ name, spacing }) => {
    const ofName = INTERVALS.map(({ minutes }) => rowOf(boards, minutes, 'nearest', name).report)
    return [
      name,
      String(spacing),
      ...ofName.map(({ arbitrageNum }) => String(arbitrageNum)),
      ...ofName.map(({ gridProfit }) => two(gridProfit)),
      ...ofName.map(({ returnPct }) => two(returnPct)),
    ]
  })
  return tableText(head, rows)
}

/** Pairs and return of the dense grids under each candle path. */
export function pathsTable(boards: Boards): string {
  const head = ['contestant', 'candles', ...CANDLE_PATHS.map((path) => `\`${path}\``), 'spread']
  const rows = byDensity(boards)
    .slice(0, DENSE)
    .flatMap(({ name }) =>
      INTERVALS.map((interval) => {
        const ofPaths = CANDLE_PATHS.map((path) => rowOf(boards, interval.minutes, path, name))
        const returns = ofPaths.map(returnOf)
        return [
          name,
          interval.name,
          ...ofPaths.map((row) => `${row.report.arbitrageNum} / ${two(returnOf(row))} %`),
          two(Math.max(...returns) - Math.min(...returns)),
        ]
      }),
    )
  return tableText(head, rows, ['contestant', 'candles'])
}
