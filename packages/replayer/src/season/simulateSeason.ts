import * as E from 'fp-ts/Either'
import {
  type DenseBatch,
  checkBatch,
  checksStream,
  contenders,
  drive,
  markColumn,
  marksStream,
  recorder,
  runStream,
  seasonStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import type { DenseSlice, RunSlice, SeasonBatch } from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import type { Tape } from '../import/tape'
import { joinBatches } from './market'
import type { PreparedSeason } from './prepareSeason'

/** A whole season in memory as one batch, with no ledger: for many tapes or parameters in a row. */
export async function simulateSeason(prepared: PreparedSeason): Promise<SeasonBatch> {
  const { tape, season } = prepared
  const [opened, ...rates] = tape.opening
  const ticks = await allTicks(tape)
  const marks =
    tape.marks === null
      ? null
      : { stream: marksStream(tape.name), firstRevision: 0, batch: tape.marks }
  const { column } = markColumn(ticks, marks, null)
  const runs = new Map<string, RunSlice>()
  for (const contender of contenders(prepared)) {
    const made = recorder(ticks.batch.count)
    drive(contender, prepared, ticks, column, made)
    const checks = checkBatch(made, ticks.stream)
    runs.set(contender.entry.entry.contestant, {
      events: { stream: runStream(contender.run), firstRevision: 0, events: made.events },
      checks: { stream: checksStream(contender.run), firstRevision: 0, batch: checks },
    })
  }
  const entered = prepared.entries.map(({ event }) => event)
  return {
    opening: [
      {
        stream: tapeStream(tape.name),
        firstRevision: 0,
        events: opened === undefined ? [] : [opened],
      },
      { stream: seasonStream(season), firstRevision: 0, events: [prepared.opened, ...entered] },
    ],
    fundings: { stream: tapeStream(tape.name), firstRevision: 1, events: rates },
    marks,
    ticks,
    runs,
  }
}

/** The ticks of a tape as one batch. */
export async function allTicks({ name, ticks }: Tape): Promise<DenseSlice> {
  const batches: DenseBatch[] = []
  for await (const batch of ticks.batches()) {
    if (E.isLeft(batch)) throw new Failure(inputProblem(batch.left))
    batches.push(batch.right)
  }
  return { stream: ticksStream(name), firstRevision: 0, batch: joinBatches('PriceTicked', batches) }
}
