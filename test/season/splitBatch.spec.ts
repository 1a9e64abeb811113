import { at } from '@gridledger/domain'
import {
  type DenseSlice,
  type SeasonBatch,
  type SparseSlice,
  splitBatch,
} from '@gridledger/projections'
import { busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { simulateSeason } from '../../packages/replayer/src/season/simulateSeason'

const folder = suiteFolder()
let whole: SeasonBatch
beforeAll(async () => {
  whole = await simulateSeason(await prepared(folder, busySeason(folder)))
})

/** What a batch holds, without the revision at which nothing begins. */
function contentOf(batch: SeasonBatch) {
  const sparse = ({ stream, firstRevision, events }: SeasonBatch['fundings']) =>
    events.length === 0 ? [stream] : [stream, firstRevision, events]
  const dense = (slice: SeasonBatch['marks']) => {
    if (slice === null) return null
    const { firstRevision, batch: rows } = slice
    return [
      firstRevision,
      rows.count,
      rows.columns.map((column) => [...column.slice(0, rows.count)]),
    ]
  }
  return {
    opening: batch.opening,
    fundings: sparse(batch.fundings),
    marks: dense(batch.marks),
    ticks: dense(batch.ticks),
    runs: [...batch.runs].map(([name, { events, checks }]) => [
      name,
      sparse(events),
      dense(checks),
    ]),
  }
}

/** What of the whole belongs to the ticks from one to before another, found by looking at everything. */
function belonging(from: number, to: number): SeasonBatch {
  const { opening, fundings, marks, ticks, runs } = whole
  const timeBefore = (tick: number) => (tick === 0 ? -1 : at(ticks.batch.columns[0]!, tick - 1))
  const inTime = (time: number) => time > timeBefore(from) && time <= timeBefore(to)
  const inTicks = (tick: number) => tick >= from && tick < to
  const sparse = (slice: SparseSlice, belongs: (event: SparseSlice['events'][0]) => boolean) => {
    const first = Math.max(0, slice.events.findIndex(belongs))
    return {
      ...slice,
      firstRevision: slice.firstRevision + first,
      events: slice.events.filter(belongs),
    }
  }
  const dense = (slice: DenseSlice, column: number, belongs: (order: number) => boolean) => {
    const { batch } = slice
    const rows = Array.from({ length: batch.count }, (_, row) => row)
    const kept = rows.filter((row) => belongs(at(batch.columns[column]!, row)))
    const columns = batch.columns.map((values) => Float64Array.from(kept, (row) => at(values, row)))
    const firstRevision = slice.firstRevision + (kept[0] ?? 0)
    return { ...slice, firstRevision, batch: { ...batch, count: kept.length, columns } }
  }
  const orNone = (slice: DenseSlice) => (slice.batch.count === 0 ? null : slice)
  return {
    opening: from === 0 ? opening : [],
    fundings: sparse(fundings, ({ timeMicros }) => inTime(timeMicros)),
    marks: orNone(dense(marks!, 0, inTime)),
    ticks: dense(ticks, 0, inTime),
    runs: new Map(
      [...runs].map(([name, { events, checks }]) => {
        const own = sparse(events, ({ tick }) => inTicks(tick!))
        return [name, { events: own, checks: orNone(dense(checks!, 1, inTicks)) }]
      }),
    ),
  }
}

describe('splitBatch', () => {
  // 1320 is a tick at which funding is settled, 800 one at which a grid is amended.
  it.each([0, 1, 799, 800, 1319, 1320, 4799])('cuts after tick %i', (tick) => {
    const [head, rest] = splitBatch(whole, tick)
    expect(contentOf(head)).toEqual(contentOf(belonging(0, tick + 1)))
    expect(contentOf(rest!)).toEqual(contentOf(belonging(tick + 1, whole.ticks.batch.count)))
  })

  it('cuts what was cut before', () => {
    const [, rest] = splitBatch(whole, 999)
    const [middle, end] = splitBatch(rest!, 2500)
    expect(contentOf(middle)).toEqual(contentOf(belonging(1000, 2501)))
    expect(contentOf(end!)).toEqual(contentOf(belonging(2501, whole.ticks.batch.count)))
  })

  it('leaves nothing after the last tick', () => {
    expect(splitBatch(whole, whole.ticks.batch.count - 1)).toEqual([whole, null])
  })
})
