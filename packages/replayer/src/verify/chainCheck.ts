import * as E from 'fp-ts/Either'
import {
  type EventBatch,
  type Ledger,
  type LedgerError,
  type ReadBatch,
  batchLength,
} from '@gridledger/domain'
import { Failure, run } from '../failure'
import { LINK_EVENTS, type Chain, chainValue, extendChain, startChain } from '../ledger/chain'
import { type Difference, differenceAt } from './difference'

/** A stream that was read from its first event to its last. */
export interface CheckedStream {
  readonly stream: string
  /** How many events could be read, and the hash chain over them, hex: computed, not as stored. */
  readonly events: number
  readonly chain: string
  /** The chain after the first `n` events, for each `n` that was asked for and is there. */
  readonly chainAfter: ReadonlyMap<number, string>
  readonly difference: Difference | null
}

/**
 * Reads a stream whole and holds its events against the chain that was stored with them, link by
 * link. `counts` are numbers of events after which the chain is wanted.
 */
export async function checkChain(
  ledger: Ledger,
  stream: string,
  counts: readonly number[] = [],
): Promise<CheckedStream> {
  const hashed = hashedStream(stream, counts)
  const unreadable = await readAll(ledger, stream, hashed.take)
  return checkedStream(ledger, hashed, unreadable)
}

/** A ledger that hashes what others read of it whole, so that its chains cost no reading of their own. */
export interface HashingLedger {
  readonly ledger: Ledger
  /** The stream as `checkChain` finds it, read again where nobody has read it to its end. */
  readonly checked: (stream: string) => Promise<CheckedStream>
}

/** `onRead` gets what others read of a stream whole, in order. */
export function hashingLedger(
  ledger: Ledger,
  countsOf: (stream: string) => readonly number[] = () => [],
  onRead: (read: ReadBatch) => void = () => undefined,
): HashingLedger {
  const whole = new Map<string, HashedStream>()
  const readWhole = async function* (stream: string): ReturnType<Ledger['read']> {
    const hashed = hashedStream(stream, countsOf(stream))
    for await (const read of ledger.read(stream)) {
      if (E.isRight(read)) {
        hashed.take(read.right.batch)
        onRead(read.right)
      }
      yield read
      if (E.isLeft(read)) return
    }
    whole.set(stream, hashed)
  }
  return {
    ledger: {
      ...ledger,
      read: (stream, from = 0, to = Infinity) =>
        from === 0 && to === Infinity && !whole.has(stream)
          ? readWhole(stream)
          : ledger.read(stream, from, to),
    },
    checked: async (stream) => {
      const hashed = whole.get(stream)
      if (hashed === undefined) return checkChain(ledger, stream, countsOf(stream))
      return checkedStream(ledger, hashed, null)
    },
  }
}

/** The chain over what was read of a stream so far. */
interface HashedStream {
  readonly stream: string
  readonly chain: Chain
  readonly links: string[]
  readonly chainAfter: Map<number, string>
  readonly take: (batch: EventBatch) => void
}

function hashedStream(stream: string, counts: readonly number[]): HashedStream {
  const chain = startChain(stream)
  const links: string[] = []
  const chainAfter = new Map<number, string>()
  const note = () => {
    if (counts.includes(chain.events)) chainAfter.set(chain.events, chainValue(chain))
  }
  note()
  const take = (batch: EventBatch) => {
    let row = 0
    const length = batchLength(batch)
    while (row < length) {
      const next = Math.min(...counts.filter((count) => count > chain.events), Infinity)
      const end = Math.min(length, row + next - chain.events)
      for (const link of extendChain(chain, batch, row, end)) links.push(link.toString('hex'))
      row = end
      note()
    }
  }
  return { stream, chain, links, chainAfter, take }
}

async function checkedStream(
  ledger: Ledger,
  { stream, chain, links, chainAfter }: HashedStream,
  unreadable: Difference | null,
): Promise<CheckedStream> {
  const checked = { stream, events: chain.events, chain: chainValue(chain), chainAfter }
  return { ...checked, difference: unreadable ?? (await storedChain(ledger, stream, chain, links)) }
}

/** Hands each batch on; says what stops the reading before the end, if anything does. */
async function readAll(
  ledger: Ledger,
  stream: string,
  take: (batch: EventBatch) => void,
): Promise<Difference | null> {
  let next = 0
  for await (const read of ledger.read(stream)) {
    if (E.isLeft(read)) return unreadableAt(stream, read.left)
    const { batch } = read.right
    try {
      take(batch)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return differenceAt('unreadable', stream, next, error.message)
    }
    next += batchLength(batch)
  }
  return null
}

/** A ledger's error as a difference; one that is no fault of what is stored goes on as it is. */
export function unreadableAt(stream: string, error: LedgerError): Difference {
  if (error.kind !== 'corrupt') return runFailed(error)
  const where = error.stream === '' ? stream : error.stream
  // One odd event among others was changed; a recording by another version begins with its own.
  const isOther = error.revision === 0 && error.message.includes('another version')
  const kind = isOther ? 'other-rules' : 'unreadable'
  return differenceAt(kind, where, error.revision, error.message)
}

function runFailed(error: LedgerError): never {
  throw new Failure({ kind: 'ledger', error })
}

async function storedChain(
  ledger: Ledger,
  stream: string,
  chain: Chain,
  links: readonly string[],
): Promise<Difference | null> {
  const stored = await ledger.links(stream)()
  if (E.isLeft(stored)) return unreadableAt(stream, stored.left)
  const broken = links.findIndex((link, index) => link !== stored.right[index])
  if (broken >= 0) return chainBreaks(stream, broken, chain.events)
  if (stored.right.length > links.length) return cutShort(stream, chain.events)
  const head = await run(ledger.head(stream))
  if (head === undefined || head.chain === chainValue(chain)) return null
  return chainBreaks(stream, links.length, chain.events)
}

function chainBreaks(stream: string, link: number, events: number): Difference {
  const first = link * LINK_EVENTS
  if (first === events) return cutShort(stream, events)
  const last = Math.min(first + LINK_EVENTS, events) - 1
  const message = `one of the events ${first} to ${last}, or the hash that was stored for them, was changed: the two do not fit`
  return differenceAt('chain', stream, first, message)
}

function cutShort(stream: string, events: number): Difference {
  const message = `the hashes that were stored cover more than its ${events} events: some were taken from its end`
  return differenceAt('cut-short', stream, events, message)
}
