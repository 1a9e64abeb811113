import * as E from 'fp-ts/Either'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import type { Ledger } from '@gridledger/domain'
import { eventStoreLedger } from '@gridledger/replayer'
import { append, head, valueOf } from '../ledger/asking'
import { orders, ticks } from '../ledger/samples'
import { type TestServer, testServer } from './testServer'

/** What others may do to a ledger's streams on a server that they share. */
describe('a stream on a server', () => {
  let server: TestServer
  let ledger: Ledger
  const open = () => valueOf(eventStoreLedger(`${server.address()}?tls=false`))
  beforeEach(async () => {
    server = await testServer()
    ledger = open()
    await append(ledger, 'run-a.b', -1, orders(0, 20))
  })
  afterEach(async () => {
    ledger.close()
    await server.dispose()
  })

  const corrupt = (message: string, revision: number | null = null) =>
    E.left({
      kind: 'corrupt',
      stream: 'run-a.b',
      revision,
      message: expect.stringContaining(message),
    })
  async function lastRead(): Promise<unknown> {
    let last: unknown
    for await (const read of ledger.read('run-a.b')) last = read
    return last
  }

  it('that was deleted for good is corrupt, for whoever reads and whoever appends', async () => {
    await server.tombstone('run-a.b')
    const message = 'the stream was deleted on the server'
    expect(await ledger.head('run-a.b')()).toMatchObject(corrupt(message))
    expect(await lastRead()).toMatchObject(corrupt(message))
    expect(await ledger.append('run-a.b', 19, orders(20, 1))()).toMatchObject(corrupt(message))
  })

  it('of which the beginning was cut off is corrupt', async () => {
    await server.truncate('run-a.b', 5)
    expect(await lastRead()).toMatchObject(corrupt('the event is missing: the stream was cut', 0))
    expect(await head(ledger, 'run-a.b')).toMatchObject({ events: 20 })
  })

  it('that was deleted and is written again is corrupt: its numbers would go on', async () => {
    await server.truncate('run-a.b', 20)
    const again = open()
    expect(await head(again, 'run-a.b')).toBeUndefined()
    const answer = await again.append('run-a.b', -1, orders(0, 2))()
    expect(answer).toMatchObject(corrupt('the event is missing: the stream was cut', 0))
    again.close()
  })

  it('to which somebody else has written is corrupt', async () => {
    const client = EventStoreDBClient.connectionString(`${server.address()}?tls=false`)
    const foreign = jsonEvent({ type: 'OrderPlaced', data: {} })
    await client.appendToStream('run-a.b', foreign, { expectedRevision: 19n })
    const message = 'its metadata is not that of an event of a ledger'
    expect(await lastRead()).toMatchObject(corrupt(message, 20))
    expect(await ledger.head('run-a.b')()).toMatchObject(corrupt(message, 20))
    expect(await ledger.links('run-a.b')()).toMatchObject(corrupt(message, 20))
    await client.dispose()
  })

  it('of which a link of the hash chain is not there is corrupt', async () => {
    await append(ledger, 'ticks-a', -1, ticks(0, 9000))
    expect(valueOf(await ledger.links('ticks-a')())).toHaveLength(2)
    await server.truncate('ticks-a', 5000)
    const error = { kind: 'corrupt', stream: 'ticks-a', revision: 4095 }
    expect(await ledger.links('ticks-a')()).toMatchObject(E.left(error))
  })
})
