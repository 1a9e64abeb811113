import * as E from 'fp-ts/Either'
import {
  type EventBatch,
  type Ledger,
  marksStream,
  seasonStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import type { Tape } from '../import/tape'
import type { PreparedSeason } from '../season/prepareSeason'
import { comparisonWith } from './comparison'
import { type Difference, differenceAt } from './difference'

/**
 * Holds a season against the files that it was made of: the tape row by row, the contestants one by
 * one. Null where all is the same, then nothing of what a ledger begins with is taken on trust.
 */
export async function sourceDifference(
  ledger: Ledger,
  season: string,
  prepared: PreparedSeason,
): Promise<Difference | null> {
  const { tape, opened, entries } = prepared
  const inputs = [opened, ...entries.map(({ event }) => event)]
  const entered = await comparisonWith(ledger, seasonStream(season)).push({
    kind: 'sparse',
    // The last event pushed is kept back: with one more, all inputs are compared.
    events: [...inputs, opened],
  })
  if (entered !== null) return named(entered, season, prepared)
  return tapeDifferenceFrom(ledger, tape)
}

/** Holds a tape of the ledger against one that was made again: its events, every tick, every mark. */
export async function tapeDifferenceFrom(ledger: Ledger, tape: Tape): Promise<Difference | null> {
  const sparse = { kind: 'sparse' as const, events: [...tape.opening, tape.sealed] }
  return (
    (await firstIn(ledger, tapeStream(tape.name), [E.right(sparse)])) ??
    (await firstIn(ledger, ticksStream(tape.name), tape.ticks.batches())) ??
    (tape.marks === null
      ? null
      : await firstIn(ledger, marksStream(tape.name), [E.right(tape.marks)]))
  )
}

/** The first difference between a stream and all that its source makes. */
async function firstIn(
  ledger: Ledger,
  stream: string,
  batches: Iterable<MadeBatch> | AsyncIterable<MadeBatch>,
): Promise<Difference | null> {
  const comparison = comparisonWith(ledger, stream)
  for await (const batch of batches) {
    if (E.isLeft(batch)) throw new Failure(inputProblem(batch.left))
    const found = await comparison.push(batch.right)
    if (found !== null) return found
  }
  return comparison.finish()
}

type MadeBatch = E.Either<string, EventBatch>

/** A season on another tape differs in all: that is the thing to say. */
function named(difference: Difference, season: string, { tape }: PreparedSeason): Difference {
  const { found } = difference
  const isOther = found?.type === 'SeasonOpened' && !JSON.stringify(found.data).includes(tape.name)
  if (!isOther) return difference
  const message = `its tape was made of other files, another span or path: the source makes ${tape.name}`
  return { ...differenceAt('changed', seasonStream(season), 0, message), found }
}
