import fc from 'fast-check'
import { from, lastValueFrom } from 'rxjs'
import {
  type DenseBatch,
  type EventBatch,
  type Ledger,
  type SparseEvent,
  checksStream,
  instrumentUnits,
  priceOf,
  runName,
  runStream,
  seasonStream,
} from '@gridledger/domain'
import { leaderboard } from '@gridledger/projections'
import { SEASON, type TimedPrice, seasonOf } from '@gridledger/projections/testing'
import { runFigures } from '../../packages/replayer/src/figures/figures'
import { findRun } from '../../packages/replayer/src/season/findRun'
import { readSeason } from '../../packages/replayer/src/season/readSeason'
import { amendedSeasons } from '../engine/amendedSeasons'
import { type Life, MINUTE, amendmentAt, drive } from '../engine/harness'
import { type Season, seasons } from '../engine/seasons'
import { ledgerOf } from '../support/streams'

const RUN = runName(SEASON, 'bot')
const RUNS = 60
/** Half of them with margin added early, which raises the peak that a later fall is measured from. */
const cases = fc.oneof(amendedSeasons(50, 200), seasons(50, 200).map(withMargin))

describe('every figure of a run, whatever its grid, tape, funding and amendments', () => {
  it('is the one that the report has', async () => {
    const counts = { spells: 0, endedByAmendment: 0, liquidated: 0, addedMargin: 0 }
    await fc.assert(
      fc.asyncProperty(cases, async (season) => {
        const life = drive(season)
        const ledger = await recorded(season, life)
        const board = await lastValueFrom(from(readSeason(ledger, SEASON)).pipe(leaderboard()))
        const { run: _run, contestant: _contestant, ...report } = board.rows[0]!.report
        const figures = await runFigures(ledger, await findRun(ledger, RUN))
        expect(Object.fromEntries(figures.map(({ name, value }) => [name, value]))).toEqual(report)
        counts.spells += report.offGrid.length
        counts.liquidated += report.liquidated ? 1 : 0
        const text = figures.map(({ arithmetic }) => arithmetic).join()
        counts.addedMargin += text.includes('margin added') ? 1 : 0
        const ends = figures.find(({ name }) => name === 'offGrid')!.from
        counts.endedByAmendment += ends.filter(
          ({ what, event }) => what.endsWith('what ended it') && event.startsWith('run-'),
        ).length
      }),
      { numRuns: RUNS },
    )
    const rare = Object.entries(counts).filter(([, count]) => count === 0)
    expect(rare).toEqual([])
  })
})

function withMargin(season: Season): Season {
  const added = amendmentAt(Math.floor(season.ticks.length / 3), { addMargin: '30' })
  const due = [...season.due, added].sort((a, b) => a.timeMicros - b.timeMicros)
  return { ...season, due }
}

/** A ledger that holds what was driven, as a season of one contestant. */
function recorded({ instrument, ticks }: Season, { events, checks }: Life): Promise<Ledger> {
  const quoted = (price: number) => priceOf(instrumentUnits(instrument), price).toFixed()
  const prices = ticks.map(({ timeMicros, priceTicks }): TimedPrice => {
    return [timeMicros, quoted(priceTicks)]
  })
  const marks = ticks.map(({ timeMicros, markTicks }): TimedPrice => {
    return [timeMicros, quoted(markTicks)]
  })
  const sketch = { ticks: prices, marks, instrument, sampleEveryMicros: 7 * MINUTE }
  const batch = seasonOf({ ...sketch, runs: { bot: { steps: [] } } })
  const closed: SparseEvent = {
    type: 'SeasonClosed',
    timeMicros: ticks.at(-1)!.timeMicros,
    tick: null,
    cause: { stream: batch.ticks.stream, revision: ticks.length - 1 },
    data: {},
  }
  const rows = (pick: (check: Life['checks'][number]) => number) =>
    Float64Array.from(checks, (check) => pick(check))
  const judged: DenseBatch = {
    kind: 'dense',
    type: 'LiquidationChecked',
    causeStream: batch.ticks.stream,
    count: checks.length,
    columns: [
      rows(({ tick }) => tick * MINUTE),
      rows(({ tick }) => tick),
      rows(({ equity }) => equity),
      rows(({ maintenance }) => maintenance),
      rows(({ pendingFees }) => pendingFees),
    ],
  }
  const own = events.map(({ event, timeMicros, tick, cause }): SparseEvent => ({
    ...event,
    timeMicros,
    tick,
    cause,
  }))
  const sparse = (list: readonly SparseEvent[]): EventBatch => ({ kind: 'sparse', events: list })
  const [tape, opened] = batch.opening
  return ledgerOf(
    new Map<string, EventBatch>([
      [tape!.stream, sparse(tape!.events)],
      [seasonStream(SEASON), sparse([...opened!.events, closed])],
      [batch.ticks.stream, batch.ticks.batch],
      [batch.marks!.stream, batch.marks!.batch],
      [runStream(RUN), sparse(own)],
      [checksStream(RUN), judged],
    ]),
  )
}
