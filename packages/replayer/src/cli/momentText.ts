import { stripVTControlCharacters } from 'node:util'
import { Decimal, MICROS_PER_DAY, instrumentUnits, priceOf } from '@gridledger/domain'
import {
  type Leaderboard,
  type SeasonView,
  type Standing,
  isoTime,
  standings,
} from '@gridledger/projections'
import type { RecordedSpan } from '../season/recordedSpan'
import { fixed, grouped, money, signedText } from '../text/format'
import { type Column, moment, paint, paintSign, table } from '../text/terminal'
import { resultTable } from './leaderboardTables'

/** A season as it was after a tick. */
export interface ShownMoment {
  readonly board: Leaderboard
  readonly view: SeasonView
  readonly span: RecordedSpan
  readonly ledger: string
}

/** `replay --until --json`: figures as exact decimal strings. */
export function momentJson({ board, view, span, ledger }: ShownMoment): object {
  const { timeMicros, revision, priceTicks } = lastTickOf(view)
  const units = instrumentUnits(board.tape.instrument)
  const standing = new Map(standings(view).map((each) => [each.contestant, each]))
  return {
    season: board.season.season,
    tape: board.tape.tape,
    ledger,
    finished: span.isFinished,
    start: isoTime(board.season.startMicros),
    end: isoTime(board.season.endMicros),
    time: isoTime(timeMicros),
    tick: revision,
    price: priceOf(units, priceTicks).toFixed(),
    ranking: board.ranking,
    runs: board.rows.map(({ report }) => ({ ...report, ...standing.get(report.contestant) })),
    benchmarks: board.benchmarks.map(({ curve: _curve, ...report }) => report),
  }
}

/** The same as a person reads it. */
export function momentText(shown: ShownMoment, timeZone: string): string {
  const { board, view, span } = shown
  const { timeMicros, revision } = lastTickOf(view)
  const { startMicros, title, instrument } = board.season
  const days = new Decimal(timeMicros - startMicros).div(MICROS_PER_DAY).toFixed(2)
  const place = `tick ${grouped(revision)} of ${grouped(span.ticks - 1)}`
  const byContestant = new Map(standings(view).map((each) => [each.contestant, each]))
  const ranked = board.ranking.flatMap((name) => byContestant.get(name) ?? [])
  const { quoteCurrency, baseCurrency } = board.tape.instrument
  return [
    '',
    paint('bold', title),
    `as it was at ${moment(timeMicros, timeZone)}, ${place}, ${days} days from the start, ` +
      `${instrument} at ${priceText(view)}`,
    '',
    resultTable(board, false),
    '',
    standingTable(ranked, timeZone),
    '',
    paint(
      'dim',
      'Returns, peaks and falls: % of the investment, from the samples so far and this moment; at any tick:\n' +
        `% of the peak it fell from. Position: ${baseCurrency}; entry, orders and off-grid depth: ${quoteCurrency}.\n` +
        'Grid profit + unpaired is the whole profit, fees and funding in it.',
    ),
    ...(span.isFinished ? [] : ['', paint('yellow', unfinishedNote(span.lastMicros, timeZone))]),
    '',
  ].join('\n')
}

/** What has to be known of a season that is not finished. */
export function unfinishedNote(lastMicros: number, timeZone: string): string {
  return `The season is not finished: it is recorded up to ${moment(lastMicros, timeZone)}.`
}

/** The last price of a view, as people read it. */
export function priceText(view: SeasonView): string {
  if (view.tape === null) throw new Error('a price without its tape')
  const units = instrumentUnits(view.tape.instrument)
  return money(
    priceOf(units, lastTickOf(view).priceTicks).toFixed(),
    units.tickSize.decimalPlaces(),
  )
}

/** What is left of the columns where a terminal is too narrow for all. */
const NARROW = ['contestant', 'position', 'equity', 'next buy', 'next sell']

/** How contestants stand: position, equity, profit and the nearest orders, as far as there is room. */
export function standingTable(
  rows: readonly Standing[],
  timeZone: string,
  room = Infinity,
): string {
  const all = standingColumns(rows, timeZone)
  const wide = columnsTable(all)
  const width = Math.max(...wide.split('\n').map((line) => stripVTControlCharacters(line).length))
  return width <= room ? wide : columnsTable(all.filter(({ title }) => NARROW.includes(title)))
}

interface StandingColumn extends Column {
  readonly cells: readonly string[]
}

function columnsTable(columns: readonly StandingColumn[]): string {
  const [{ cells } = { cells: [] }] = columns
  return table(
    columns,
    cells.map((_, row) => columns.map((column) => column.cells[row] ?? '')),
  )
}

function standingColumns(rows: readonly Standing[], timeZone: string): readonly StandingColumn[] {
  const columns = [
    { title: 'contestant', align: 'left' as const },
    { title: 'position' },
    { title: 'entry' },
    { title: 'equity' },
    { title: 'grid profit' },
    { title: 'unpaired' },
    { title: 'orders' },
    { title: 'next buy' },
    { title: 'next sell' },
    { title: 'off-grid now', align: 'left' as const },
  ]
  const cells = rows.map((row) => [
    row.contestant,
    new Decimal(row.position).isZero() ? '–' : signedDigits(row.position),
    price(row.averageEntry),
    money(row.equity, 2),
    paintSign(row.gridProfit, signedText(row.gridProfit)),
    paintSign(row.floatProfit, signedText(row.floatProfit)),
    String(row.restingOrders),
    price(row.nextBuy),
    price(row.nextSell),
    spellText(row, timeZone),
  ])
  return columns.map((column, index) => ({
    ...column,
    cells: cells.map((row) => row[index] ?? ''),
  }))
}

const signedDigits = (text: string) => (text.startsWith('-') ? text : `+${text}`)

function price(text: string | null): string {
  return text === null ? '–' : grouped(new Decimal(fixed(text)).toFixed())
}

function spellText({ openSpell }: Standing, timeZone: string): string {
  if (openSpell === null) return '–'
  const { side, from, depth } = openSpell
  return `${side} since ${moment(Date.parse(from) * 1000, timeZone)}, at most ${price(depth)}`
}

function lastTickOf({ last }: SeasonView): NonNullable<SeasonView['last']> {
  if (last === null) throw new Error('a moment before the first tick')
  return last
}
