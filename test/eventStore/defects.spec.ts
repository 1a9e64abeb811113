import { setTimeout as delay } from 'node:timers/promises'
import { join } from 'node:path'
import {
  EventStoreDBClient,
  NO_STREAM,
  UnknownError,
  binaryEvent,
  jsonEvent,
} from '@eventstore/db-client'
import * as E from 'fp-ts/Either'
import type { Ledger } from '@gridledger/domain'
import { eventStoreLedger, openLedger } from '@gridledger/replayer'
import { append, firstDifference, head, readEvents, valueOf } from '../ledger/asking'
import { EXAMPLES, eventsOf, orders, ticks } from '../ledger/samples'
import { started } from '../recovery/program'
import { type TestServer, testServer } from './testServer'

/** What the client does, seen on the client itself, and what a ledger makes of it. */
describe('of the client', () => {
  let server: TestServer
  let client: EventStoreDBClient
  let ledger: Ledger
  const at = (name: string) => `${server.address()}/${name}?tls=false`
  /** A ledger that waits half a second for an answer. */
  const hasty = () => valueOf(eventStoreLedger(`${at('own')}&defaultDeadline=500`))
  beforeEach(async () => {
    server = await testServer()
    client = EventStoreDBClient.connectionString(`${server.address()}?tls=false`)
    ledger = valueOf(eventStoreLedger(at('own')))
  })
  afterEach(async () => {
    ledger.close()
    await client.dispose()
    await server.dispose()
  })
  const event = (id: string, number: number) => jsonEvent({ id, type: 'Made', data: { number } })
  const ID = '00000000-0000-4000-8000-00000000000'

  it('another append with the same ids is told that it was done', async () => {
    const expectedRevision = NO_STREAM
    await client.appendToStream('made-a', event(`${ID}1`, 1), { expectedRevision })
    const other = await client.appendToStream('made-a', event(`${ID}1`, 2), { expectedRevision })
    expect(other).toMatchObject({ success: true, nextExpectedRevision: 0n })

    await append(ledger, 'run-a.b', -1, orders(0, 2))
    const answer = await ledger.append('run-a.b', -1, orders(5, 2))()
    expect(answer).toMatchObject(E.left({ kind: 'conflict', actualRevision: 1 }))
    // What came first is repeated without harm, with the ids of the first time.
    expect(await append(ledger, 'run-a.b', -1, orders(0, 2))).toMatchObject({ events: 2 })
    expect(await readEvents(ledger, 'run-a.b')).toEqual(eventsOf(orders(0, 2)))
  })

  it("one client's lost connection ends a process with two of them", async () => {
    const script = join(__dirname, 'twoClients.cjs')
    await server.fault({ method: 'batchAppend', kind: 'late', milliseconds: 600, times: 1 })
    await server.fault({ method: 'batchAppend', kind: 'cut', after: 1, times: 1 })
    const { code, out, err } = await started(process.execPath, [script, at('x')], {}).ended
    expect(out).toContain('rejected: 14 UNAVAILABLE')
    expect({ code, isTypeError: err.includes('TypeError') }).toEqual({ code: 1, isTypeError: true })
    // The server has written what its client was told to be lost.
    const written: unknown[] = []
    for await (const { event: found } of client.readStream('late-answer')) written.push(found)
    expect(written).toHaveLength(1)
  })

  it('which is why a ledger appends by the plain call, and two of them stand apart', async () => {
    const other = valueOf(eventStoreLedger(at('other')))
    await append(ledger, 'run-a.b', -1, orders(0, 1))
    await append(other, 'run-a.b', -1, orders(0, 1))
    await server.fault({ method: 'append', kind: 'late', milliseconds: 300, times: 1 })
    await server.fault({ method: 'append', kind: 'cut', after: 1, times: 1 })
    const both = [
      append(ledger, 'run-a.b', 0, orders(1, 1)),
      append(other, 'run-a.b', 0, orders(1, 1)),
    ]
    for (const answer of await Promise.all(both)) expect(answer).toMatchObject({ events: 2 })
    const { calls } = await server.counts()
    // One more than was asked for: the one that was cut is repeated.
    expect(calls).toMatchObject({ batchAppend: 0, features: 0 })
    other.close()
  })

  it('an append has no deadline, not even to learn what the server can do', async () => {
    await server.fault({ method: 'features', kind: 'silent' })
    const pending = client.appendToStream('made-a', event(`${ID}1`, 1), {
      expectedRevision: NO_STREAM,
      deadline: 200,
    })
    expect(await Promise.race([pending, delay(800, 'nothing')])).toBe('nothing')
    pending.catch(() => undefined)

    expect(await append(ledger, 'run-a.b', -1, orders(0, 1))).toMatchObject({ events: 1 })
    await server.fault({ method: 'append', kind: 'silent' })
    const waiting = hasty()
    const answer = await waiting.append('run-a.b', 0, orders(1, 1))()
    expect(answer).toMatchObject(E.left({ kind: 'unavailable' }))
    waiting.close()
  })

  it('a batched append that is too large is an unknown error, or worse', async () => {
    const large = jsonEvent({ type: 'Made', data: { text: 'x'.repeat(1_100_000) } })
    const options = { expectedRevision: NO_STREAM } as const
    await expect(client.appendToStream('made-a', large, options)).rejects.toBeInstanceOf(
      UnknownError,
    )

    // 6,000 events of a ledger are more than the server takes at once.
    expect(await append(ledger, 'ticks-a', -1, ticks(0, 6000))).toMatchObject({ events: 6000 })
    expect(firstDifference(await readEvents(ledger, 'ticks-a'), eventsOf(ticks(0, 6000)))).toBe(
      undefined,
    )
    const long = { ...EXAMPLES.SeasonOpened.data, notes: ['n'.repeat(1_100_000)] }
    const season = { ...EXAMPLES.SeasonOpened, data: long }
    const answer = await ledger.append('season-a', -1, { kind: 'sparse', events: [season] })()
    expect(answer).toMatchObject(
      E.left({ kind: 'unavailable', message: expect.stringContaining('Maximum Append Size') }),
    )
    expect(await head(ledger, 'season-a')).toBeUndefined()
  })

  it('without throwing it reports a wrong revision, so that option is refused', async () => {
    const quiet = EventStoreDBClient.connectionString(
      `${server.address()}?tls=false&throwOnAppendFailure=false`,
    )
    const expectedRevision = NO_STREAM
    const three = [1, 2, 3].map((number) => event(`${ID}${number}`, number))
    await quiet.appendToStream('made-a', three, { expectedRevision })
    const failed = await quiet.appendToStream('made-a', event(`${ID}9`, 9), { expectedRevision })
    // The stream ends at revision 2.
    expect(failed).toMatchObject({ success: false, nextExpectedRevision: 1n })
    await quiet.dispose()

    expect(() => openLedger(`${server.address()}?tls=false&throwOnAppendFailure=false`)).toThrow(
      'expected throwOnAppendFailure to be true or left out',
    )
  })

  it('a read has no deadline, and goes on when it is left', async () => {
    await append(ledger, 'ticks-a', -1, ticks(0, 5000))
    await server.fault({ method: 'read', kind: 'silent', times: 1 })
    const silent = client.readStream('ticks-a@own', { deadline: 200 })
    const first = silent[Symbol.asyncIterator]().next()
    expect(await Promise.race([first, delay(800, 'nothing')])).toBe('nothing')
    first.catch(() => undefined)
    await silent.cancel()
    await expectOpen(0)
    for await (const { event: found } of client.readStream('ticks-a@own')) {
      expect(found?.revision).toBe(0n)
      break
    }
    await expectOpen(1)
    await server.cutAll()
    await expectOpen(0)

    for await (const read of ledger.read('ticks-a')) {
      expect(valueOf(read).firstRevision).toBe(0)
      break
    }
    await expectOpen(0)
    await server.fault({ method: 'read', kind: 'silent' })
    const waiting = hasty()
    expect(await waiting.head('ticks-a')()).toMatchObject(E.left({ kind: 'unavailable' }))
    waiting.close()
    await expectOpen(0)
  })

  it('a read that is cut within is an error; a ledger reads on', async () => {
    await append(ledger, 'ticks-a', -1, ticks(0, 5000))
    const fault = { method: 'read', kind: 'cut-within', times: 1 } as const
    await server.fault(fault)
    const read = async () => {
      for await (const { event: found } of client.readStream('ticks-a@own')) if (!found) break
    }
    await expect(read()).rejects.toThrow()
    await server.clearFaults()
    await server.fault({ ...fault, after: 2 })
    expect(firstDifference(await readEvents(ledger, 'ticks-a'), eventsOf(ticks(0, 5000)))).toBe(
      undefined,
    )
  })

  it('a lost subscription is an error without an end; a ledger goes on from where it was', async () => {
    await append(ledger, 'ticks-a', -1, ticks(0, 10))
    const lost = client.subscribeToStream('ticks-a@own')
    const seen: string[] = []
    for (const name of ['error', 'end'] as const) lost.on(name, () => seen.push(name))
    lost.on('data', () => undefined)
    const events: unknown[] = []
    const following = (async () => {
      for await (const read of ledger.subscribe('ticks-a')) {
        events.push(...eventsOf(valueOf(read).batch))
        if (events.length >= 25) return
      }
    })()
    while ((await server.counts()).calls.subscribe < 2) await delay(10)
    await server.cutAll()
    const writer = valueOf(eventStoreLedger(at('own')))
    await append(writer, 'ticks-a', 9, ticks(10, 10))
    while (events.length < 20) await delay(10)
    await server.kill()
    await delay(100)
    await server.start()
    await append(writer, 'ticks-a', 19, ticks(20, 5))
    await following
    expect(events).toEqual(eventsOf(ticks(0, 25)))
    expect(seen).toEqual(['error'])
    writer.close()
  })

  it('a link that is written as JSON leads nowhere', async () => {
    await append(ledger, 'run-a.b', -1, orders(0, 1))
    const data = '0@run-a.b@own'
    const links = [
      jsonEvent({ type: '$>', data }),
      binaryEvent({ type: '$>', data: Buffer.from(data) }),
    ]
    await client.appendToStream('links-a', links, { expectedRevision: NO_STREAM })
    const types: unknown[] = []
    for await (const { event: found } of client.readStream('links-a', { resolveLinkTos: true }))
      types.push(found?.type)
    expect(types).toEqual([undefined, 'OrderPlaced'])
    expect(valueOf(await ledger.streams()())).toEqual(['run-a.b'])
  })

  it('kurrentdb:// is an address that it does not know, and a ledger takes', async () => {
    expect(() => EventStoreDBClient.connectionString('kurrentdb://127.0.0.1:1')).toThrow()
    await append(ledger, 'run-a.b', -1, orders(0, 2))
    const named = valueOf(eventStoreLedger(at('own').replace('esdb:', 'kurrentdb:')))
    expect(await readEvents(named, 'run-a.b')).toHaveLength(2)
    const cluster = at('own').replace('esdb:', 'esdb+discover:')
    const discovered = valueOf(eventStoreLedger(cluster))
    expect(await readEvents(discovered, 'run-a.b')).toHaveLength(2)
    named.close()
    discovered.close()
  })

  it('a node that is not the leader sends to the one that is', async () => {
    const follower = await testServer()
    await follower.fault({ method: 'append', kind: 'not-leader', port: server.port() })
    await follower.fault({ method: 'read', kind: 'not-leader', port: server.port() })
    const sent = valueOf(eventStoreLedger(`${follower.address()}/own?tls=false`))
    await append(sent, 'run-a.b', -1, orders(0, 2))
    expect(await readEvents(ledger, 'run-a.b')).toHaveLength(2)
    sent.close()
    await follower.dispose()
  })

  /** Calls end a moment after who made them has left. */
  async function expectOpen(count: number): Promise<void> {
    for (let look = 0; look < 50; look += 1) {
      if ((await server.counts()).open === count) return
      await delay(20)
    }
    expect((await server.counts()).open).toBe(count)
  }
})
