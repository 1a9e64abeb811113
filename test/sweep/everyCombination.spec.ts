import * as fc from 'fast-check'
import { from, lastValueFrom } from 'rxjs'
import { type RunReport, leaderboard } from '@gridledger/projections'
import { memoryLedger } from '@gridledger/replayer'
import { throughForks } from '../../packages/replayer/src/ledger/throughForks'
import { findRun } from '../../packages/replayer/src/season/findRun'
import type { PreparedSeason } from '../../packages/replayer/src/season/prepareSeason'
import { readRun } from '../../packages/replayer/src/season/readRun'
import { runSeason } from '../../packages/replayer/src/season/runSeason'
import { combinationCount } from '../../packages/replayer/src/sweep/combinations'
import { FIGURES } from '../../packages/replayer/src/sweep/figures'
import { keepRuns, seasonOf } from '../../packages/replayer/src/sweep/keepRuns'
import { parseVary } from '../../packages/replayer/src/sweep/parseVary'
import { type SweptRow, sweepWork } from '../../packages/replayer/src/sweep/sweepWork'
import type { SweptSeason } from '../../packages/replayer/src/sweep/sweptMarket'
import { sweptSeason } from '../../packages/replayer/src/sweep/sweptSeason'
import { busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { right } from '../support/tapes'

const folder = suiteFolder()
let season: PreparedSeason

beforeAll(async () => {
  season = await prepared(folder, busySeason(folder))
})

const RECORDED = { lowerPrice: '108000', upperPrice: '113000', candlePath: 'nearest' }

const swept = (contestant: string, ...vary: readonly string[]) =>
  sweptSeason(season, contestant, right(parseVary(vary, RECORDED)))

async function rowsOf(
  of: SweptSeason,
  names = FIGURES.map(({ name }) => name),
): Promise<readonly SweptRow[]> {
  const end = combinationCount(of.axes) + 1
  return sweepWork.prepare(of)({ first: 0, end, figures: names })
}

async function reportOf(of: PreparedSeason): Promise<RunReport> {
  const { batches } = await runSeason(memoryLedger(), of)
  const board = await lastValueFrom(from(batches).pipe(leaderboard()))
  return board.rows[0]!.report
}

const figuresOf = (report: RunReport) => FIGURES.map(({ of }) => of(report))

/** Most of its 16 combinations start, whatever else is drawn. */
const MANY_STARTS = {
  contestant: 'kept',
  gridCount: '12,25',
  width: '5000,9000',
  direction: 'neutral,long',
  leverage: '3,20',
  other: 'fillRule=cross',
} as const

describe('every combination of a sweep', () => {
  it('has the figures of the same grid, recorded', async () => {
    const some = (...values: readonly string[]) =>
      fc.subarray([...values], { minLength: 1, maxLength: 2 }).map((list) => list.join(','))
    const varied = fc.record({
      contestant: fc.constantFrom<string>('amended', 'stopped', 'liquidated', 'kept'),
      gridCount: some('12', '25', '40'),
      width: some('4000', '5000', '9000'),
      direction: some('neutral', 'long', 'short'),
      leverage: some('3', '20', '100'),
      other: fc.constantFrom<string>(
        'fillRule=cross',
        'neutralStart=all',
        'stopLoss=ratio:0.02',
        'candlePath=high-first',
        'tape=bridge-3',
        'start=2025-10-23T20:31:30Z',
        'end=2025-10-24T09:00Z',
      ),
    })
    const tried = { refused: 0, started: 0 }
    await fc.assert(
      fc.asyncProperty(varied, async ({ contestant, other, ...axes }) => {
        const flags = Object.entries(axes).map(([name, values]) => `${name}=${values}`)
        const of = await swept(contestant, ...flags, other)
        for (const row of await rowsOf(of)) {
          if (row.combination === 0) continue
          if ('refused' in row) {
            tried.refused += 1
            const started = () => seasonOf(of, row.combination, { season: 'other' })
            expect(started).toThrow(row.refused.reason)
            continue
          }
          tried.started += 1
          const report = await reportOf(seasonOf(of, row.combination, { season: 'other' }))
          expect(row.figures).toEqual(figuresOf(report))
          expect(row.stopReason).toBe(report.stopReason)
        }
      }),
      { numRuns: 12, examples: [[MANY_STARTS]] },
    )
    expect(tried.started).toBeGreaterThan(8)
  })

  it('has with few figures what it has with all', async () => {
    const of = await swept('stopped', 'gridCount=20..40/10', 'leverage=5,50')
    const all = await rowsOf(of)
    for (const [index, { name }] of FIGURES.entries()) {
      const rows = await rowsOf(of, [name])
      const alone = rows.map((row) => ('refused' in row ? [] : row.figures))
      expect(alone).toEqual(all.map((row) => ('refused' in row ? [] : [row.figures[index]])))
    }
  })

  it.each(['amended', 'stopped', 'liquidated', 'kept'])(
    'has the recorded run of %s as number 0',
    async (contestant) => {
      const { batches } = await runSeason(memoryLedger(), season)
      const board = await lastValueFrom(from(batches).pipe(leaderboard()))
      const row = board.rows.find(({ entry }) => entry.contestant === contestant)!
      const [own] = await rowsOf(await swept(contestant, 'gridCount=20'))
      expect(own).toMatchObject({ combination: 0, figures: figuresOf(row.report) })
    },
  )

  it('is recorded as the fork, or season, that it names', async () => {
    const ledger = memoryLedger()
    const { batches } = await runSeason(ledger, season)
    for await (const _ of batches);
    const forks = await swept('kept', 'gridCount=20,30', 'tape=recorded,high-first')
    const seasons = await swept('kept', 'gridCount=20', 'start=2025-10-23T21:00Z')
    for (const [of, combinations] of [
      [forks, [1, 2, 3, 4]],
      [seasons, [1]],
    ] as const) {
      const kept = await keepRuns(ledger, of, combinations)
      expect(kept.map(({ outcome }) => outcome)).toEqual(combinations.map(() => 'recorded'))
      const again = await keepRuns(ledger, of, combinations)
      expect(again.map(({ outcome }) => outcome)).toEqual(combinations.map(() => 'unchanged'))
      const rows = await rowsOf(of)
      for (const { combination, run } of kept) {
        const through = throughForks(ledger)
        const read = from(readRun(through, await findRun(through, run)))
        const board = await lastValueFrom(read.pipe(leaderboard()))
        expect(rows[combination]).toMatchObject({ figures: figuresOf(board.rows[0]!.report) })
      }
    }
  })
})
