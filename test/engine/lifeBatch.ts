import { type SparseEvent, denseWidth } from '@gridledger/domain'
import type { DenseSlice, SeasonBatch } from '@gridledger/projections'
import { type Emitted, type EmittedCheck, type EmittedEvent, STREAMS } from './harness'
import type { Season } from './seasons'

/** What the engine emitted at some ticks of a season, the market beside it, as pipelines carry it. */
export function batchOf(
  { ticks }: Pick<Season, 'ticks'>,
  emitted: readonly Emitted[],
): SeasonBatch {
  const events = emitted.filter((each) => each.kind === 'event')
  const checks = emitted.filter((each) => each.kind === 'check')
  const first = ticks[0]?.revision ?? 0
  const markColumns = [
    ticks.map(({ timeMicros }) => timeMicros),
    ticks.map(({ revision }) => revision),
    ticks.map(({ markTicks }) => markTicks),
  ]
  const priceColumns = [...markColumns.slice(0, 2), ticks.map(({ priceTicks }) => priceTicks)]
  return {
    opening: [],
    fundings: { stream: 'tape-test', firstRevision: 1, events: [] },
    marks: dense('marks-test', 'MarkPriceTicked', first, markColumns),
    ticks: dense(STREAMS.ticks, 'PriceTicked', first, priceColumns),
    runs: new Map([
      [
        'bot',
        {
          events: { stream: STREAMS.run, firstRevision: 0, events: events.map(sparse) },
          checks: dense(STREAMS.checks, 'LiquidationChecked', 0, checkColumns(ticks, checks)),
        },
      ],
    ]),
  }
}

function sparse({ event, timeMicros, tick, cause }: EmittedEvent): SparseEvent {
  return { ...event, timeMicros, tick, cause }
}

function checkColumns(
  ticks: Season['ticks'],
  checks: readonly EmittedCheck[],
): readonly (readonly number[])[] {
  const first = ticks[0]?.revision ?? 0
  return [
    checks.map(({ tick }) => ticks[tick - first]?.timeMicros ?? NaN),
    checks.map(({ tick }) => tick),
    checks.map(({ equity }) => equity),
    checks.map(({ maintenance }) => maintenance),
    checks.map(({ pendingFees }) => pendingFees),
  ].slice(0, denseWidth('LiquidationChecked'))
}

function dense(
  stream: string,
  type: DenseSlice['batch']['type'],
  firstRevision: number,
  rows: readonly (readonly number[])[],
): DenseSlice {
  const columns = rows.map((row) => Float64Array.from(row))
  const count = columns[0]?.length ?? 0
  const causeStream = type === 'LiquidationChecked' ? STREAMS.ticks : 'test.csv'
  return { stream, firstRevision, batch: { kind: 'dense', type, causeStream, count, columns } }
}
