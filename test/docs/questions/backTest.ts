import {
  BTC_USDT_SWAP,
  Decimal,
  MICROS_PER_DAY,
  instrumentUnits,
  priceOf,
} from '@gridledger/domain'
import type { BenchmarkReport, Leaderboard, OffGridSpell, RunReport } from '@gridledger/projections'
import { type BackTest, DAYS, type RangeMet, WINDOW } from '../../season/backTest'
import { HOUR_MICROS, micros } from '../../season/simulated'
import { dayText, listed, paragraph, percent, tableText, two } from '../markdown'

const units = instrumentUnits(BTC_USDT_SWAP)
const lengthOf = WINDOW.end - WINDOW.start
const priceText = (ticks: number) => thousands(priceOf(units, ticks).toFixed())
const thousands = (digits: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/, ',')
const dayOf = (day: number | undefined) =>
  day === undefined ? '–' : dayText(WINDOW.start + day * MICROS_PER_DAY)

function timeIn(spells: readonly OffGridSpell[], side: OffGridSpell['side']): number {
  return spells
    .filter((spell) => spell.side === side)
    .reduce((sum, { fromMicros, toMicros }) => sum + toMicros - fromMicros, 0)
}

function hoursIn(spells: readonly OffGridSpell[], side: OffGridSpell['side']): string {
  const time = timeIn(spells, side)
  return time === 0 ? '–' : `${(time / HOUR_MICROS).toFixed(1)} h, ${percent(time, lengthOf)}`
}

/** What the page says of the window as a whole. */
export function backTestAnswer({ days, ranges }: BackTest): string {
  const low = Math.min(...days.map(({ lowTicks }) => lowTicks))
  const high = Math.max(...days.map(({ highTicks }) => highTicks))
  const ofStart = (isRefused: boolean) =>
    ranges.filter(({ refusal }) => (refusal !== null) === isRefused)
  const name = ({ contestant }: RangeMet) => contestant
  const inside = ranges.map(
    ({ spells }) => 1 - (timeIn(spells, 'above') + timeIn(spells, 'below')) / lengthOf,
  )
  if (inside.includes(1)) throw new Error('a range held')
  const share = (part: number) => percent(part, 1)
  return paragraph(
    `From ${dayText(WINDOW.start)} to ${dayText(WINDOW.end)} the price went from ${priceText(low)} to
    ${priceText(high)}, so none of the six live ranges could hold: it was inside them between
    ${share(Math.min(...inside))} and ${share(Math.max(...inside))} of the time. On the first day, at
    ${priceText(days[0]?.openTicks ?? NaN)}, ${listed(ofStart(true).map(name))} could not even have
    started; ${listed(ofStart(false).map(name))} could.`,
  )
}

/** What the engine says to those that it does not start, word for word. */
export function refusalsText({ ranges }: BackTest): string {
  const lines = ranges.flatMap(({ refusal }) => (refusal === null ? [] : [`${refusal}\n`]))
  return `\`\`\`text\n${lines.join('')}\`\`\`\n`
}

/** The market of the window against each live range, whether or not a grid ran in it. */
export function rangesTable({ ranges }: BackTest): string {
  const head = ['contestant', 'range', 'inside']
    .concat(['above', 'spells above', 'farthest above', 'below', 'spells below', 'farthest below'])
    .concat(['days it could start', 'the first'])
  const rows = ranges.map(({ contestant, parameters, spells, startDays }) => {
    const [above, below] = (['above', 'below'] as const).map((side) => {
      const ofSide = spells.filter((spell) => spell.side === side)
      const deepest = Math.max(...ofSide.map(({ depthTicks }) => depthTicks))
      return [
        hoursIn(spells, side),
        String(ofSide.length),
        ofSide.length === 0 ? '–' : priceText(deepest),
      ]
    })
    const outside = timeIn(spells, 'above') + timeIn(spells, 'below')
    return [
      contestant,
      `${thousands(parameters.lowerPrice)} – ${thousands(parameters.upperPrice)}`,
      percent(lengthOf - outside, lengthOf),
      ...(above ?? []),
      ...(below ?? []),
      `${startDays.length} of ${DAYS}`,
      dayOf(startDays[0]),
    ]
  })
  return tableText(head, rows, ['contestant', 'range'])
}

const hoursOf = ({ offGrid }: RunReport) =>
  offGrid.reduce((sum, { from, to }) => sum + micros(to) - micros(from), 0) / HOUR_MICROS

/** Runs to the window's end, each from the first day on which it starts; and holding from the first. */
export function backTestTable(boards: readonly Leaderboard[]): string {
  const head = ['contestant', 'from', 'return %', 'worst tick %', 'pairs', 'grid profit'].concat([
    'unpaired',
    'fees',
    'funding',
    'off-grid',
    'share of time',
    'deepest',
    'at the end',
  ])
  const runs = boards.flatMap(({ rows, season }) =>
    rows.map(({ report }) => {
      const hours = hoursOf(report)
      const length = (season.endMicros - season.startMicros) / HOUR_MICROS
      return [
        report.contestant,
        dayText(season.startMicros),
        ...figures(report),
        String(report.arbitrageNum),
        two(report.gridProfit),
        two(report.floatProfit),
        two(report.fee),
        two(report.fundingFee),
        `${report.offGrid.length} / ${hours.toFixed(1)} h`,
        percent(hours, length),
        thousands(Decimal.max(0, ...report.offGrid.map(({ depth }) => depth)).toFixed()),
        atEnd(report),
      ]
    }),
  )
  const [first] = boards
  const held = (first?.benchmarks ?? []).map((report) => [
    `hold at ${report.leverage}x`,
    dayText(first?.season.startMicros ?? NaN),
    ...figures(report),
    ...['', '', ''],
    two(report.fee),
    two(report.fundingFee),
    ...['', '', ''],
    atEnd(report),
  ])
  return tableText(head, [...runs, ...held], ['contestant', 'from'])
}

const figures = (report: RunReport | BenchmarkReport) =>
  [report.returnPct, report.maxDrawdownTickPct].map(two)
const atEnd = ({ liquidated, position }: RunReport | BenchmarkReport) =>
  liquidated ? 'liquidated' : `${position} BTC`
