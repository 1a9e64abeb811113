import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AppendExpectedRevision,
  type AppendResult,
  EventStoreDBClient,
  type JSONEventData,
  NO_STREAM,
} from '@eventstore/db-client'
import type { DenseBatch, Ledger } from '@gridledger/domain'
import { run, valueOf } from '../failure'
import { serverAddress } from '../ledger/eventStore/address'
import { eventStoreLedger } from '../ledger/eventStore/eventStoreLedger'
import { serverEvents } from '../ledger/eventStore/serverEvents'
import type { Measured } from './rows'

const EVENTS = 30_000
/** Of one append of the client alone; a ledger cuts by bytes. */
const APPEND_EVENTS = 2_000
const STREAM = 'ticks-bench-0123456789ab'
const SERVER = join(__dirname, '..', '..', '..', '..', 'test', 'eventStore', 'server', 'serve.ts')

/** Appends of ticks to a server by a ledger, beside the client alone, by the call that it prefers. */
export async function serverAppends(): Promise<Measured> {
  const server = await benchServer()
  const events = serverEvents(
    { stream: STREAM, serverStream: STREAM, firstRevision: 0, batch: ticks() },
    ...([0, EVENTS, new Map()] as const),
  )
  let round = 0
  const next = (name: string) => server.nameOf(`${name}-${(round += 1)}`)
  return {
    ...server.row,
    runBaseline: () => appendAlone(server.client, `${STREAM}@${next('alone')}`, events),
    work: async () => {
      const ledger = valueOf(eventStoreLedger(server.at(next('append'))))
      await run(ledger.append(STREAM, -1, ticks()))
      ledger.close()
      return { bytesPerEvent: null }
    },
  }
}

/** Reads of the same ticks. */
export async function serverReads(): Promise<Measured> {
  const server = await benchServer()
  const name = server.nameOf('read')
  const ledger = valueOf(eventStoreLedger(server.at(name)))
  await run(ledger.append(STREAM, -1, ticks()))
  return {
    ...server.row,
    runBaseline: () => readAlone(server.client, `${STREAM}@${name}`),
    work: async () => {
      await readThrough(ledger)
      return { bytesPerEvent: null }
    },
  }
}

async function readThrough(ledger: Ledger): Promise<void> {
  let events = 0
  for await (const read of ledger.read(STREAM)) {
    const { batch } = valueOf(read)
    events += batch.kind === 'dense' ? batch.count : 0
  }
  if (events !== EVENTS) throw new Error(`expected ${EVENTS} events, found ${events}`)
}

async function appendAlone(
  client: EventStoreDBClient,
  stream: string,
  events: readonly JSONEventData[],
): Promise<void> {
  let expectedRevision: AppendExpectedRevision = NO_STREAM
  for (let row = 0; row < EVENTS; row += APPEND_EVENTS) {
    const part = events.slice(row, row + APPEND_EVENTS)
    const done: AppendResult = await client.appendToStream(stream, part, { expectedRevision })
    expectedRevision = done.nextExpectedRevision
  }
}

async function readAlone(client: EventStoreDBClient, stream: string): Promise<void> {
  let events = 0
  for await (const { event } of client.readStream(stream)) events += event === undefined ? 0 : 1
  if (events !== EVENTS) throw new Error(`expected ${EVENTS} events, found ${events}`)
}

function ticks(): DenseBatch {
  const column = (value: (row: number) => number) =>
    Float64Array.from({ length: EVENTS }, (_, row) => value(row))
  const columns = [
    column((row) => 1_760_000_000_000_000 + row * 15_000_000),
    column((row) => Math.floor(row / 4) + 2),
    column((row) => 1_100_000 + (row % 997)),
  ]
  return { kind: 'dense', type: 'PriceTicked', causeStream: 'bench', count: EVENTS, columns }
}

interface BenchServer {
  readonly client: EventStoreDBClient
  /** A ledger of its own, whatever the server holds. */
  readonly nameOf: (ledger: string) => string
  readonly at: (ledger: string) => string
  readonly row: Pick<Measured, 'unit' | 'count' | 'baseline' | 'close'>
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
    row: {
      unit: 'events',
      count: EVENTS,
      baseline: `the client alone on ${given === undefined ? 'the test server' : 'ESDB_TEST_URL'}`,
      close: () => {
        void client.dispose()
        own?.stop()
      },
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
