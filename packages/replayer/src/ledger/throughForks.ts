import * as E from 'fp-ts/Either'
import type { Ledger, LedgerError, ReadBatch, SparseData } from '@gridledger/domain'

/** A ledger in which a fork is read with its past. */
export interface ThroughForks extends Ledger {
  /** The same ledger as it is stored: a fork's streams with its own events alone. */
  readonly stored: Ledger
}

/**
 * A ledger in which the two streams of a fork begin with its parent's past: read through, copied
 * nowhere. Their revisions count on from the parent's, as those in the fork's own causes do; a batch
 * names the stream that holds it. Appends, hash chains and links are those of what is stored.
 */
export function throughForks(ledger: Ledger): ThroughForks {
  const pasts = new Map<string, Past | null>()
  const pastOf = async (stream: string): Promise<E.Either<LedgerError, Past | null>> => {
    const [, kind = '', run = ''] = /^(run|checks)-(.+~.+)$/.exec(stream) ?? []
    if (kind === '') return E.right(null)
    const known = pasts.get(stream)
    if (known !== undefined) return E.right(known)
    for await (const read of ledger.read(`run-${run}`, 0, 1)) {
      if (E.isLeft(read)) return read
      const { batch } = read.right
      const event = batch.kind === 'sparse' ? batch.events[0] : undefined
      if (event?.type !== 'RunForked') break
      const past = pastIn(kind, event.data)
      pasts.set(stream, past)
      return E.right(past)
    }
    return E.right(null)
  }
  const through: ThroughForks = {
    ...ledger,
    stored: ledger,
    read: async function* (stream, from = 0, to = Infinity) {
      const past = await pastOf(stream)
      if (E.isLeft(past)) yield past
      else if (past.right === null) yield* ledger.read(stream, from, to)
      else yield* readThrough(through, past.right, { stream, from, to })
    },
    head: (stream) => async () => {
      const past = await pastOf(stream)
      if (E.isLeft(past)) return past
      const before = past.right?.events ?? 0
      const head = await ledger.head(stream)()
      if (E.isLeft(head) || head.right === undefined) return head
      return E.right({ ...head.right, events: head.right.events + before })
    },
  }
  return through
}

/** What is stored of a ledger that may be read through forks. */
export function storedLedger(ledger: Ledger): Ledger {
  return isThroughForks(ledger) ? ledger.stored : ledger
}

const isThroughForks = (ledger: Ledger): ledger is ThroughForks => 'stored' in ledger

/** The stream that a fork's past is in, and how many of its events are. */
interface Past {
  readonly stream: string
  readonly events: number
}

function pastIn(kind: string, { parent, seam }: SparseData<'RunForked'>): Past {
  return { stream: `${kind}-${parent}`, events: kind === 'run' ? seam.events : seam.checks }
}

async function* readThrough(
  through: ThroughForks,
  past: Past,
  { stream, from, to }: { readonly stream: string; readonly from: number; readonly to: number },
): AsyncGenerator<E.Either<LedgerError, ReadBatch>> {
  const { events } = past
  if (from < events) yield* through.read(past.stream, from, Math.min(to, events))
  if (to <= events) return
  const own = { from: Math.max(0, from - events), to: to - events }
  for await (const read of through.stored.read(stream, own.from, own.to)) {
    yield E.map((batch: ReadBatch) => ({
      ...batch,
      firstRevision: batch.firstRevision + events,
    }))(read)
  }
}
