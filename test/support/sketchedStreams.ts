import { type DenseBatch, type EventBatch, type SparseEvent, at } from '@gridledger/domain'
import type { SeasonBatch } from '@gridledger/projections'
import { type SeasonSketch, seasonOf } from '@gridledger/projections/testing'
import { sealedEvent } from '../../packages/replayer/src/import/tape'
import { closedEvent } from '../../packages/replayer/src/season/runSeason'
import type { Streams } from './streams'

/** A sketch as the streams of a ledger that holds it as a finished season on a sealed tape. */
export function sketchedStreams(sketch: SeasonSketch): Streams {
  const whole = seasonOf(sketch)
  const [tape, season] = whole.opening
  const tapeName = tape!.stream.replace('tape-', '')
  const last = whole.ticks.batch.count - 1
  const endMicros = at(whole.ticks.batch.columns[0]!, last)
  const sealed = sealedEvent(tapeName, endMicros, {
    ticks: last + 1,
    marks: whole.marks?.batch.count ?? 0,
    fundings: whole.fundings.events.length,
    lowTicks: Math.min(...whole.ticks.batch.columns[2]!),
    highTicks: Math.max(...whole.ticks.batch.columns[2]!),
  })
  const closed = closedEvent(tapeName, last + 1, endMicros)
  return new Map<string, EventBatch>([
    [tape!.stream, sparse([...tape!.events, ...whole.fundings.events, sealed])],
    [whole.ticks.stream, whole.ticks.batch],
    ...(whole.marks === null ? [] : [[whole.marks.stream, whole.marks.batch] as const]),
    [season!.stream, sparse([...season!.events, closed])],
    ...runStreams(whole),
  ])
}

function runStreams({ runs }: SeasonBatch): readonly (readonly [string, EventBatch])[] {
  return [...runs.values()].flatMap(({ events, checks }) => {
    const dense: readonly (readonly [string, DenseBatch])[] =
      checks === null ? [] : [[checks.stream, checks.batch]]
    return [[events.stream, sparse(events.events)] as const, ...dense]
  })
}

const sparse = (events: readonly SparseEvent[]) => ({ kind: 'sparse' as const, events })
