import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import {
  type AppendExpectedRevision,
  type AppendResult,
  EventStoreDBClient,
  type JSONEventData,
  NO_STREAM,
} from '@eventstore/db-client'
import * as t from 'io-ts'
import { type DenseBatch, type EventBatch, type Ledger, batchLength } from '@gridledger/domain'
import { run, valueOf } from '../failure'
import { serverAddress } from '../ledger/eventStore/address'
import { eventStoreLedger } from '../ledger/eventStore/eventStoreLedger'
import { serverEvents } from '../ledger/eventStore/serverEvents'
import type { BenchSize } from './benchSize'
import { rateText } from './benchText'
import { type Figures, measure, median, timed } from './measure'
import { requireEvents } from './recordRow'

/** Of one append of the client alone; a ledger cuts by bytes. */
const APPEND_EVENTS = 2_000
const STREAM = 'ticks-bench-0123456789ab'
const SERVER = join(__dirname, '..', '..', '..', '..', 'test', 'eventStore', 'server', 'serve.ts')

/** Ticks appended to a server and read again by a ledger, beside the client alone. */
export async function serverRow({ serverEvents: count, rounds }: BenchSize): Promise<Figures> {
  const server = await benchServer()
  const batch = ticksOf(count)
  const own = { stream: STREAM, serverStream: STREAM, firstRevision: 0, batch }
  const events = serverEvents(own, 0, count, new Map()).map(withJson)
  const appends: Parts = { alone: [], ledger: [] }
  const reads: Parts = { alone: [], ledger: [] }
  let round = 0
  const next = (name: string) => server.nameOf(`${name}-${(round += 1)}`)
  try {
    return await measure(
      {
        count,
        against: `the client alone on ${server.place}`,
        baseline: async () => {
          const stream = `${STREAM}@${next('alone')}`
          appends.alone.push(await timed(() => appendAlone(server.client, stream, events)))
          reads.alone.push(await timed(() => readAlone(server.client, stream, count)))
          return last(appends.alone) + last(reads.alone)
        },
        work: async () => {
          const ledger = valueOf(eventStoreLedger(server.at(next('ledger'))))
          // The client alone is connected already.
          await run(ledger.head(STREAM))
          appends.ledger.push(await timed(() => run(ledger.append(STREAM, -1, batch))))
          let read: readonly EventBatch[] = []
          reads.ledger.push(await timed(async () => (read = await readAll(ledger))))
          ledger.close()
          requireSameTicks(read, batch)
          return last(appends.ledger) + last(reads.ledger)
        },
        notes: () => {
          const rateOf = (times: readonly number[]) => (count * 1000) / median(times.slice(-rounds))
          return [partText('append', appends, rateOf), partText('read', reads, rateOf)]
        },
      },
      rounds,
    )
  } finally {
    server.close()
  }
}

/** As who writes to the client by hand gives it. */
const withJson = (event: JSONEventData): JSONEventData => {
  if (!(event.metadata instanceof Uint8Array)) return event
  const metadata: unknown = JSON.parse(Buffer.from(event.metadata).toString())
  return t.UnknownRecord.is(metadata) ? { ...event, metadata } : event
}

/** Milliseconds, by round. */
interface Parts {
  readonly alone: number[]
  readonly ledger: number[]
}

const last = (times: readonly number[]): number => times.at(-1) ?? NaN

function partText(
  name: string,
  { alone, ledger }: Parts,
  rateOf: (times: readonly number[]) => number,
): string {
  const [ours, theirs] = [rateOf(ledger), rateOf(alone)]
  const rates = `${rateText(ours)} events a second, alone ${rateText(theirs)}`
  return `${name} ${rates}: ${(ours / theirs).toFixed(2)}`
}

async function readAll(ledger: Ledger): Promise<readonly EventBatch[]> {
  const batches: EventBatch[] = []
  for await (const read of ledger.read(STREAM)) batches.push(valueOf(read).batch)
  return batches
}

/** Throws where the ticks that were read are not those that were appended. */
export function requireSameTicks(
  batches: readonly EventBatch[],
  { count, columns }: DenseBatch,
): void {
  let events = 0
  for (const batch of batches) {
    const rows = batchLength(batch)
    const isSame =
      batch.kind === 'dense' &&
      isDeepStrictEqual(
        batch.columns,
        columns.map((column) => column.subarray(events, events + rows)),
      )
    if (!isSame) throw new Error(`expected the ticks from ${events} on as they were appended`)
    events += rows
  }
  requireEvents(events, count)
}

async function appendAlone(
  client: EventStoreDBClient,
  stream: string,
  events: readonly JSONEventData[],
): Promise<void> {
  let expectedRevision: AppendExpectedRevision = NO_STREAM
  for (let row = 0; row < events.length; row += APPEND_EVENTS) {
    const part = events.slice(row, row + APPEND_EVENTS)
    const done: AppendResult = await client.appendToStream(stream, part, { expectedRevision })
    expectedRevision = done.nextExpectedRevision
  }
}

async function readAlone(client: EventStoreDBClient, stream: string, count: number): Promise<void> {
  let events = 0
  for await (const { event } of client.readStream(stream)) events += event === undefined ? 0 : 1
  requireEvents(events, count)
}

function ticksOf(count: number): DenseBatch {
  const column = (value: (row: number) => number) =>
    Float64Array.from({ length: count }, (_, row) => value(row))
  const columns = [
    column((row) => 1_760_000_000_000_000 + row * 15_000_000),
    column((row) => Math.floor(row / 4) + 2),
    column((row) => 1_100_000 + (row % 997)),
  ]
  return { kind: 'dense', type: 'PriceTicked', causeStream: 'bench', count, columns }
}

interface BenchServer {
  readonly client: EventStoreDBClient
  /** A ledger of its own, whatever the server holds. */
  readonly nameOf: (ledger: string) => string
  readonly at: (ledger: string) => string
  /** Which server it is, in words. */
  readonly place: string
  readonly close: () => void
}

/** The server of ESDB_TEST_URL, or the test server of the protocol in a process of its own. */
async function benchServer(): Promise<BenchServer> {
  const { ESDB_TEST_URL: given } = process.env
  const own = given === undefined ? await startServer() : null
  const url = given ?? own?.url ?? ''
  const [place = '', ...options] = url.split('?')
  const mark = Date.now().toString(36)
  const at = (ledger: string) => [`${place}/${ledger}`, ...options].join('?')
  const address = serverAddress(at('alone'))
  if (address._tag === 'Left') throw new Error(address.left)
  const client = EventStoreDBClient.connectionString(address.right.connection)
  return {
    client,
    nameOf: (ledger) => `${ledger}-${mark}`,
    at,
    place: given === undefined ? 'the test server' : 'the server of ESDB_TEST_URL',
    close: () => {
      void client.dispose()
      own?.stop()
    },
  }
}

async function startServer(): Promise<{ readonly url: string; readonly stop: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'gridledger-bench-'))
  const settings = {
    ...{ port: 0, file: join(folder, 'streams.log'), maxAppendSize: 1024 * 1024, tls: null },
    ...{ users: {}, readOnlyUsers: [], slowReads: 0 },
  }
  const child: ChildProcess = fork(SERVER, [JSON.stringify(settings)], {
    execArgv: ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const told: unknown = (await once(child, 'message')).at(0)
  const port: unknown = typeof told === 'object' && told !== null ? Reflect.get(told, 'port') : null
  return {
    url: `esdb://127.0.0.1:${String(port)}?tls=false`,
    stop: () => {
      child.kill()
      rmSync(folder, { recursive: true })
    },
  }
}
