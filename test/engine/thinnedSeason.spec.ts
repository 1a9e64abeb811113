import fc from 'fast-check'
import {
  ALL_FIGURES,
  type CostlyFigures,
  type SeasonBatch,
  initialRunViews,
  runReport,
  runViewsAfter,
  settledViews,
  thinnedSeason,
} from '@gridledger/projections'
import { seasonOf } from '@gridledger/projections/testing'
import { amendedSeasons } from './amendedSeasons'
import { MINUTE, drive } from './harness'
import { hold, same } from './hold'
import { batchOf } from './lifeBatch'
import type { Season } from './seasons'

const cases = fc.record({
  season: amendedSeasons(50, 300),
  sampleEvery: fc.integer({ min: 1, max: 90 }),
  barMinutes: fc.integer({ min: 1, max: 4 }),
})
type Case = { readonly season: Season; readonly sampleEvery: number; readonly barMinutes: number }

/** A random life of a bot as a whole season: with what opens tape and season, sampled in between. */
function wholeSeason({ season, sampleEvery, barMinutes }: Case): SeasonBatch {
  const batch = batchOf(season, drive(season).emitted)
  const endMicros = season.ticks.at(-1)!.timeMicros
  const { opening } = seasonOf({
    ticks: [
      [0, 1],
      [endMicros, 1],
    ],
    intervalMicros: barMinutes * MINUTE,
    sampleEveryMicros: sampleEvery * MINUTE,
  })
  return { ...batch, opening }
}

function reportOf(batch: SeasonBatch, endMicros: number, wanted = ALL_FIGURES) {
  const views = settledViews(runViewsAfter(initialRunViews, batch, 'bot', wanted))
  return { report: runReport('test.bot', 'bot', endMicros, views), views }
}

/** What 400 seasons must contain at least: at most half of what they usually do. */
const EXPECTED = {
  'off the grid': 60,
  liquidated: 4,
  'margin added': 15,
  'flat in between': 60,
  'ticks left out': 20_000,
}

describe('a thinned season', () => {
  it('gives every figure as the whole one does', () => {
    hold(cases, 400, EXPECTED, (one, tally) => {
      const whole = wholeSeason(one)
      const endMicros = one.season.ticks.at(-1)!.timeMicros
      const run = whole.runs.get('bot')!
      const thinned = thinnedSeason(whole)('bot', run)
      const expected = reportOf(whole, endMicros)
      const found = reportOf(thinned, endMicros)
      same(found.report, expected.report)
      same(found.views.gridProfit, expected.views.gridProfit)
      tally.count('off the grid', expected.report.offGrid.length > 0)
      tally.count('liquidated', expected.report.liquidated)
      const { addedMargin } = expected.views.drawdown.equity.account
      tally.count('margin added', addedMargin > 0)
      const ticks = run.checks!.batch.columns[1]!
      tally.count(
        'flat in between',
        ticks.some((tick, row) => row > 0 && tick > ticks[row - 1]! + 1),
      )
      for (let left = thinned.ticks.batch.count; left < whole.ticks.batch.count; left += 1)
        tally.count('ticks left out')
    })
  })

  it('gives what is wanted also without the rest', () => {
    const choices: readonly CostlyFigures[] = ['falls', 'offGrid', 'gridProfit', 'liquidation']
    const some = fc.record({ one: cases, wanted: fc.subarray([...choices]) })
    hold(some, 100, {}, ({ one, wanted: list }) => {
      const wanted = new Set(list)
      const whole = wholeSeason(one)
      const endMicros = one.season.ticks.at(-1)!.timeMicros
      const thinned = thinnedSeason(whole, wanted)('bot', whole.runs.get('bot')!)
      const { report: all } = reportOf(whole, endMicros)
      const { report } = reportOf(thinned, endMicros, wanted)
      same(report.samples, all.samples)
      same(report.smoothness, all.smoothness)
      if (wanted.has('falls')) same(report.maxDrawdownTickPct, all.maxDrawdownTickPct)
      if (wanted.has('offGrid')) same(report.offGrid, all.offGrid)
      if (wanted.has('gridProfit')) same([report.gridProfit, report.fee], [all.gridProfit, all.fee])
      if (wanted.has('liquidation')) same(report.closestLiquidation, all.closestLiquidation)
    })
  })

  it('names the revisions of the ticks and checks that are left', () => {
    const [one] = fc.sample(cases, { numRuns: 1, seed: 7 })
    const whole = wholeSeason(one!)
    const { ticks, runs } = thinnedSeason(whole)('bot', whole.runs.get('bot')!)
    const { checks } = runs.get('bot')!
    expect([...ticks.revisions!]).toEqual([...ticks.batch.columns[1]!])
    const all = [...whole.runs.get('bot')!.checks!.batch.columns[1]!]
    const kept = [...checks!.batch.columns[1]!]
    expect([...checks!.revisions!]).toEqual(kept.map((tick) => all.indexOf(tick)))
  })
})
