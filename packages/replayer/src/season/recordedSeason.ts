import * as E from 'fp-ts/Either'
import {
  type DenseBatch,
  type Ledger,
  marksStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { Failure, valueOf } from '../failure'
import { ticksOfBatch } from '../import/spanPrices'
import type { Tape } from '../import/tape'
import { drivenSeason } from '../verify/drivenSeason'
import type { FoundSeason } from './findRun'
import { joinBatches, readSparse } from './market'
import type { PreparedSeason } from './prepareSeason'

/** A sealed tape of the ledger, whole and in memory. Throws Failure (corrupt) for any other. */
export async function readTape(ledger: Ledger, name: string): Promise<Tape> {
  const { stream, events } = await readSparse(ledger, tapeStream(name))
  const [opened] = events
  const sealed = events.at(-1)
  if (opened?.type !== 'TapeOpened' || sealed?.type !== 'TapeSealed')
    throw corrupt(ledger, stream, 'expected a tape from TapeOpened to TapeSealed')
  const ticks = ticksOfBatch(await readDense(ledger, ticksStream(name), 'PriceTicked'))
  const marks = await readDense(ledger, marksStream(name), 'MarkPriceTicked')
  const { lowTicks, highTicks } = sealed.data
  return {
    name,
    kind: opened.data.kind,
    startMicros: opened.timeMicros,
    ticks,
    marks: marks.count === 0 ? null : marks,
    opening: events.slice(0, -1),
    sealed,
    lowTicks,
    highTicks,
    layouts: [],
  }
}

async function readDense(
  ledger: Ledger,
  stream: string,
  type: 'PriceTicked' | 'MarkPriceTicked',
): Promise<DenseBatch> {
  const parts: DenseBatch[] = []
  for await (const read of ledger.read(stream)) {
    const { batch } = valueOf(read)
    if (batch.kind !== 'dense') throw new Error(`${stream} is not dense`)
    parts.push(batch)
  }
  return joinBatches(type, parts)
}

/**
 * A season of the ledger as it was prepared before it ran: its tape in memory, its contestants with
 * their plans. No file is asked. Throws Failure (corrupt) where its events cannot be those of a season.
 */
export async function recordedSeason(
  ledger: Ledger,
  { facts }: Pick<FoundSeason, 'facts'>,
): Promise<PreparedSeason> {
  const tape = await readTape(ledger, facts.tape)
  const [opened] = facts.slice.events
  const driven = await drivenSeason(ledger, [...tape.opening, tape.sealed], facts.slice.events)
  if (E.isLeft(driven)) throw corrupt(ledger, facts.slice.stream, driven.left.message)
  if (opened === undefined) throw new Error(`${facts.slice.stream}: a season without its opening`)
  return { ...driven.right, tape, opened }
}

function corrupt(ledger: Ledger, stream: string, problem: string): Failure {
  const message = `${ledger.address}: ${problem}`
  return new Failure({
    kind: 'ledger',
    error: { kind: 'corrupt', stream, revision: null, message },
  })
}
