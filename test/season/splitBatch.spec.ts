import { busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { cutBefore } from '../support/seasonBuilder'
import { type SeasonBatch, splitBatch } from '@gridledger/projections'
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

describe('splitBatch', () => {
  // 1320 is a tick at which funding is settled, 800 one at which a grid is amended.
  it.each([0, 1, 799, 800, 1319, 1320, 4799])('cuts after tick %i', (tick) => {
    const [head, rest] = splitBatch(whole, tick)
    const [first, second] = cutBefore(whole, tick + 1)
    expect(contentOf(head)).toEqual(contentOf(first!))
    expect(contentOf(rest!)).toEqual(contentOf(second!))
  })

  it('cuts what was cut before', () => {
    const [, rest] = splitBatch(whole, 999)
    const [middle, end] = splitBatch(rest!, 2500)
    const expected = cutBefore(whole, 1000, 2501)
    expect(contentOf(middle)).toEqual(contentOf(expected[1]!))
    expect(contentOf(end!)).toEqual(contentOf(expected[2]!))
  })

  it('leaves nothing after the last tick', () => {
    expect(splitBatch(whole, whole.ticks.batch.count - 1)).toEqual([whole, null])
  })
})
