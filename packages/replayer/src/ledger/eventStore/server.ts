import { setTimeout as delay } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import type { EventData, EventStoreDBClient } from '@eventstore/db-client'
import type { LedgerError } from '@gridledger/domain'
import type { ServerAddress } from './address'
import { Late, type Patience, UnusableOptions, persistently, withinDeadline } from './failures'
import type { ServerEvent } from './serverEvents'

/** Events of one stream to read: at most `count`, from a revision on or, without one, the last. */
export interface Stretch {
  readonly from: number | 'last'
  readonly count: number
  /** Whether links are followed; what leads nowhere is left out. */
  readonly isResolved?: boolean
}

/** The calls to a server that a ledger is made of, each with a deadline, and repeated with patience. */
export interface Server {
  readonly address: ServerAddress
  /** The name on the server of a stream of this ledger. */
  readonly nameOf: (stream: string) => string
  /** All or nothing, at the revision of the stream's last event, −1 for a new stream. */
  readonly append: (
    stream: string,
    expectedRevision: number,
    events: readonly EventData[],
  ) => Promise<E.Either<LedgerError, 'done' | 'conflict'>>
  /** Empty for a stream that is not there. */
  readonly read: (
    stream: string,
    stretch: Stretch,
  ) => Promise<E.Either<LedgerError, readonly ServerEvent[]>>
  /** Resolves when a stream has an event at `revision`, perhaps, or its reader has left. */
  readonly eventAt: (stream: string, revision: number, left: AbortSignal) => Promise<void>
  readonly close: () => void
}

/** How many deadlines long a server that has answered before may be away. */
const PATIENCE_DEADLINES = 3

/** The client's package, with a client of it. */
interface Connected {
  readonly esdb: typeof import('@eventstore/db-client')
  readonly client: EventStoreDBClient
}

/** Loads the client, which takes its time, when it is first needed. */
async function connect({ connection }: ServerAddress): Promise<Connected> {
  const esdb = await import('@eventstore/db-client')
  try {
    const client = esdb.EventStoreDBClient.connectionString(connection)
    // The client's batched append has no deadline of its own, keeps what is pending in one map for
    // all clients of a process, and one client's lost connection may end the process: so it gets the
    // plain call.
    Object.defineProperty(client, 'supports', { value: () => Promise.resolve(false) })
    return { esdb, client }
  } catch (error) {
    throw new UnusableOptions(String(error))
  }
}

export function serverAt(address: ServerAddress): Server {
  let connected: Promise<Connected> | undefined
  const connecting = () => (connected ??= connect(address))
  const { credentials, ledger, deadlineMillis } = address
  const patience: Patience = {
    hasAnswered: false,
    isAway: false,
    millis: PATIENCE_DEADLINES * deadlineMillis,
  }
  const asUser = credentials === null ? {} : { credentials }
  const nameOf = (stream: string) => (ledger === '' ? stream : `${stream}@${ledger}`)
  return {
    address,
    nameOf,
    append: (stream, expectedRevision, events) =>
      persistently(address, patience, { verb: 'append to', stream }, async () => {
        const { esdb, client } = await connecting()
        try {
          const appending = client.appendToStream(nameOf(stream), [...events], {
            ...asUser,
            expectedRevision: expectedRevision < 0 ? esdb.NO_STREAM : BigInt(expectedRevision),
            requiresLeader: true,
            deadline: deadlineMillis,
          })
          const { nextExpectedRevision } = await withinDeadline(appending, deadlineMillis)
          // A stream that was deleted, so that it can be written again, goes on with its old numbers.
          const isDone = Number(nextExpectedRevision) === expectedRevision + events.length
          return isDone ? ('done' as const) : ('conflict' as const)
        } catch (error) {
          if (error instanceof esdb.WrongExpectedVersionError) return 'conflict' as const
          throw error
        }
      }),
    read: (stream, stretch) =>
      persistently(address, patience, { verb: 'read', stream }, async () =>
        readOnce(await connecting(), nameOf(stream), stretch, asUser, deadlineMillis),
      ),
    eventAt: async (stream, revision, left) =>
      eventAt(await connecting(), nameOf(stream), revision, asUser, left),
    close: () => {
      void connected?.then(({ client }) => client.dispose()).catch(() => undefined)
    },
  }
}

type AsUser = Pick<NonNullable<Parameters<EventStoreDBClient['readStream']>[1]>, 'credentials'>

/**
 * One read that ends by itself, or is cancelled where the server is silent for too long: the client
 * ignores a deadline for reads, and one that is left early goes on for ever.
 */
function readOnce(
  { esdb, client }: Connected,
  stream: string,
  { from, count, isResolved = false }: Stretch,
  asUser: AsUser,
  deadlineMillis: number,
): Promise<readonly ServerEvent[]> {
  const reading = client.readStream(stream, {
    ...asUser,
    requiresLeader: true,
    direction: from === 'last' ? esdb.BACKWARDS : esdb.FORWARDS,
    fromRevision: from === 'last' ? esdb.END : BigInt(from),
    maxCount: count,
    resolveLinkTos: isResolved,
  })
  return new Promise((resolve, reject) => {
    const events: ServerEvent[] = []
    const silence = setTimeout(() => {
      void reading.cancel().catch(() => undefined)
      reject(new Late('a read was silent'))
    }, deadlineMillis)
    reading.on('data', ({ event }) => {
      silence.refresh()
      if (event === undefined) return
      const { type, revision, data, metadata, streamId: serverStream } = event
      events.push({ serverStream, type, revision: Number(revision), data, metadata })
    })
    reading.on('end', () => {
      clearTimeout(silence)
      resolve(events)
    })
    reading.on('error', (error) => {
      clearTimeout(silence)
      if (error instanceof esdb.StreamNotFoundError) resolve([])
      else reject(error)
    })
  })
}

/** A subscription that has heard nothing for so long is looked after: the stream is read again. */
const QUIET_MILLIS = 15_000
const RESUBSCRIBE_MILLIS = 500

async function eventAt(
  { esdb, client }: Connected,
  stream: string,
  revision: number,
  asUser: AsUser,
  left: AbortSignal,
): Promise<void> {
  if (left.aborted) return
  const subscription = client.subscribeToStream(stream, {
    ...asUser,
    fromRevision: revision === 0 ? esdb.START : BigInt(revision - 1),
  })
  const isLost = await new Promise<boolean>((resolve) => {
    const quiet = setTimeout(resolve, QUIET_MILLIS, false)
    const end = (lost: boolean) => {
      clearTimeout(quiet)
      left.removeEventListener('abort', leave)
      resolve(lost)
    }
    const leave = () => {
      end(false)
    }
    left.addEventListener('abort', leave)
    subscription.on('data', leave)
    // The client emits an error when a subscription is lost, and no end.
    subscription.on('error', () => {
      end(true)
    })
    subscription.on('end', () => {
      end(true)
    })
  })
  void subscription.unsubscribe().catch(() => undefined)
  // What was lost is looked for by the next read, which is repeated with patience.
  if (isLost) await delay(RESUBSCRIBE_MILLIS, undefined, { signal: left }).catch(() => undefined)
}
