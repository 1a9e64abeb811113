import * as E from 'fp-ts/Either'
import type { EventBatch, Ledger, LedgerError, ReadBatch, StreamHead } from '@gridledger/domain'
import { eventsOf } from './samples'

/** The value, or a throw that shows the error. */
export function valueOf<A>(result: E.Either<LedgerError, A>): A {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** Appends what must be accepted. */
export async function append(
  ledger: Ledger,
  stream: string,
  expectedRevision: number,
  batch: EventBatch,
): Promise<StreamHead> {
  return valueOf(await ledger.append(stream, expectedRevision, batch)())
}

export async function head(ledger: Ledger, stream: string): Promise<StreamHead | undefined> {
  return valueOf(await ledger.head(stream)())
}

export async function readBatches(
  ledger: Ledger,
  stream: string,
  from?: number,
  to?: number,
): Promise<readonly ReadBatch[]> {
  const batches: ReadBatch[] = []
  for await (const batch of ledger.read(stream, from, to)) batches.push(valueOf(batch))
  return batches
}

/** A stream's events one by one: objects, or rows of numbers. */
export async function readEvents(
  ledger: Ledger,
  stream: string,
  from?: number,
  to?: number,
): Promise<readonly unknown[]> {
  const batches = await readBatches(ledger, stream, from, to)
  return batches.flatMap(({ batch }) => eventsOf(batch))
}

/** Where two lists of events differ first: quicker for thousands of them than Jest's `toEqual`. */
export function firstDifference(
  found: readonly unknown[],
  expected: readonly unknown[],
): string | undefined {
  const lines = expected.map((event) => JSON.stringify(event))
  const index = lines.findIndex((line, place) => line !== JSON.stringify(found[place]))
  if (index >= 0)
    return `${index}: expected ${lines[index] ?? ''}, found ${JSON.stringify(found[index])}`
  return found.length === lines.length
    ? undefined
    : `expected ${lines.length} events, found ${found.length}`
}
