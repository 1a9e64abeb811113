import { combinationRun } from '../sweep/combinationName'
import { combinationCount, isOtherSpan, changesOf, valuesOf } from '../sweep/combinations'
import { FIGURES, type SweepFigure } from '../sweep/figures'
import type { KeptRun } from '../sweep/keepRuns'
import type { Axis } from '../sweep/parseVary'
import { type SweepValues, rankOf } from '../sweep/runSweep'
import type { SweptRow } from '../sweep/sweepWork'
import type { SweptSeason } from '../sweep/sweptMarket'
import { fixed, grouped, signedText } from '../text/format'
import { type Column, paint, paintSign, table } from '../text/terminal'
import { isoTime } from '@gridledger/projections'
import { ledgerFlag } from './ledgerFlag'
import { shellText } from './shell'

/** A sweep that is done. */
export interface ToldSweep {
  readonly season: SweptSeason
  readonly axes: readonly Axis[]
  readonly by: SweepFigure
  readonly recorded: readonly string[]
  readonly taken: SweepValues
  /** With all figures: the recorded run, then the best. */
  readonly top: readonly SweptRow[]
  readonly kept: readonly KeptRun[]
  readonly options: {
    readonly season: string
    readonly contestant: string
    readonly ledger: string
    readonly csv?: string
    readonly svg?: string
  }
}

/** `sweep --json`: what was tried, the recorded run's place, the best with all figures. */
export function sweepJson(told: ToldSweep): object {
  const { season, axes, by, taken, top, kept, options } = told
  return {
    season: season.opened.season,
    contestant: season.entry.contestant,
    tape: season.opened.tape,
    by: by.name,
    better: by.better,
    vary: Object.fromEntries(
      axes.map(({ name, values }) => [name, values.map(({ text }) => text)]),
    ),
    combinations: combinationCount(axes),
    refused: refusals(told),
    recorded: rowJson(told, top[0]),
    rows: top.slice(1).map((row) => rowJson(told, row)),
    kept,
    csv: options.csv ?? null,
    svg: options.svg ?? null,
    started: combinationCount(axes) - refusedCount(taken),
  }
}

function rowJson(told: ToldSweep, row: SweptRow | undefined): object {
  if (row === undefined || 'refused' in row) throw new Error('a row that was refused is shown')
  const { season, axes, taken, recorded } = told
  const { combination } = row
  const { run } = combinationRun(season.opened.season, season.entry.contestant, axes, combination)
  const texts = textsOf(axes, combination, recorded)
  return {
    rank: rankOf(taken, combination),
    combination,
    run,
    values: Object.fromEntries(axes.map(({ name }, index) => [name, texts[index] ?? ''])),
    figures: Object.fromEntries(
      FIGURES.map(({ name }, index) => [name, row.figures[index] || null]),
    ),
    stopReason: row.stopReason,
    command: combination === 0 ? null : commandOf(told, combination),
  }
}

function textsOf(
  axes: readonly Axis[],
  combination: number,
  recorded: readonly string[],
): readonly string[] {
  return combination === 0 ? recorded : valuesOf(axes, combination).map(({ text }) => text)
}

const refusedCount = ({ refused }: SweepValues): number =>
  [...refused.values()].reduce((sum, count) => sum + count, 0)

function refusals({ taken: { refused } }: Pick<ToldSweep, 'taken'>) {
  return [...refused]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
}

/** The command that records a combination: a fork of the run, or of another span a season. */
function commandOf({ season, axes, options }: ToldSweep, combination: number): string {
  const values = valuesOf(axes, combination)
  const { opened, entry } = season
  const { name } = combinationRun(opened.season, entry.contestant, axes, combination)
  const changes = changesOf(values)
  const flag = ledgerFlag(options.ledger)
  if (isOtherSpan(changes)) {
    const vary = axes.flatMap((axis, index) => [
      '--vary',
      `${axis.name}=${values[index]?.text ?? ''}`,
    ])
    const words = ['sweep', options.season, options.contestant, ...vary, '--keep', '1']
    return `npx gridledger ${shellText(words)}${flag}`
  }
  const set = Object.entries(changes.set).map(([key, value]) => `${key}=${setText(value)}`)
  const words = [
    ...['fork', `${opened.season}.${entry.contestant}`, '--at', isoTime(opened.startMicros)],
    ...(set.length === 0 ? [] : ['--set', ...set]),
    ...(changes.tape === null ? [] : ['--tape', changes.tape]),
    ...['--as', name],
  ]
  return `npx gridledger ${shellText(words)}${flag}`
}

function setText(value: unknown): string {
  if (value === null) return 'none'
  if (typeof value === 'string') return value
  return typeof value === 'object' ? Object.entries(value).flat().join(':') : JSON.stringify(value)
}

/** The figures that are shown, as they are printed. */
const SHOWN: readonly (readonly [name: string, title: string, print: (text: string) => string])[] =
  [
    ['returnPct', 'return %', (text) => paintSign(text, signedText(text))],
    ['peakReturnPct', 'peak %', (text) => signedText(text)],
    ['peakToEndPct', 'peak to end', fixed],
    ['maxDrawdownTickPct', 'at any tick', fixed],
    ['tradeNum', 'fills', grouped],
    ['arbitrageNum', 'pairs', grouped],
    ['gridProfit', 'grid profit', signedText],
    ['fee', 'fees', fixed],
    ['offGridSpells', 'off-grid', (text) => (text === '0' ? '–' : grouped(text))],
    ['offGridHours', 'hours', (text) => (Number(text) === 0 ? '–' : Number(text).toFixed(1))],
  ]

export function sweepText(told: ToldSweep): string {
  const { axes, by, top, taken, recorded, kept, options, season } = told
  const isShown = SHOWN.some(([name]) => name === by.name)
  const shown = isShown
    ? SHOWN
    : [[by.name, by.name, (text: string) => text || '–'] as const, ...SHOWN]
  const columns: Column[] = [
    { title: '#' },
    ...axes.map(({ name }) => ({ title: name })),
    ...shown.map(([, title]) => ({ title })),
    { title: '', align: 'left' },
  ]
  const lineOf = (row: SweptRow): readonly string[] => {
    if ('refused' in row) throw new Error('a row that was refused is shown')
    const figure = (name: string) =>
      row.figures[FIGURES.findIndex((each) => each.name === name)] ?? ''
    const ending =
      row.stopReason === null || row.stopReason === 'seasonEnd' ? '' : ENDINGS[row.stopReason]
    const own = row.combination === 0 ? 'as recorded' : ''
    return [
      grouped(rankOf(taken, row.combination)),
      ...textsOf(axes, row.combination, recorded),
      ...shown.map(([name, , print]) => print(figure(name))),
      [own, ending].filter((word) => word !== '').join(', '),
    ]
  }
  const [own, ...best] = top
  const count = combinationCount(axes)
  const refused = refusals(told)
  const by_ = `by ${by.name}, ${by.better === 'higher' ? 'highest' : 'lowest'} first`
  return [
    paint(
      'bold',
      `${season.opened.season}, ${season.entry.contestant}: ${grouped(count)} combinations ${by_}`,
    ),
    '',
    table(columns, [...best, ...(own === undefined ? [] : [own])].map(lineOf)),
    '',
    ...(refused.length === 0
      ? []
      : [
          `refused  ${grouped(refusedCount(taken))}: ${refused.map(({ reason, count: times }) => `${reason} ${grouped(times)}`).join(', ')}`,
        ]),
    ...(options.csv === undefined ? [] : [`csv      ${options.csv}, ${grouped(count + 1)} rows`]),
    ...(options.svg === undefined ? [] : [`svg      ${options.svg}`]),
    ...kept.map(({ run, outcome }) => `kept     ${run}, ${OUTCOMES[outcome]}`),
    ...nextSteps(told),
  ].join('\n')
}

const ENDINGS = {
  takeProfit: 'took profit',
  stopLoss: 'stop loss',
  liquidated: 'liquidated',
} as const
const OUTCOMES = {
  recorded: 'recorded now',
  resumed: 'gone on with',
  unchanged: 'there already',
} as const

function nextSteps(told: ToldSweep): readonly string[] {
  const { top, kept, season, options } = told
  const flag = ledgerFlag(options.ledger)
  const [first] = kept
  const best = top[1]?.combination
  const next =
    first !== undefined
      ? [
          `  npx gridledger verify ${first.run}${flag}`,
          `  npx gridledger compare ${season.opened.season}.${season.entry.contestant} ${first.run}${flag}`,
        ]
      : best === undefined
        ? []
        : [`  ${commandOf(told, best)}`]
  return next.length === 0 ? [] : [paint('dim', 'try next'), ...next]
}
