import { EXAMPLES, dense, eventsOf, orders, ticks } from '../../../../../test/ledger/samples'
import type { EventBatch } from '@gridledger/domain'
import { Damage } from '../damage'
import { type ServerEvent, batchOf, eventId, serverEvents, storedEnd } from './serverEvents'

const CHAIN = 'ab'.repeat(32)
const proposal = (stream: string, batch: EventBatch, firstRevision = 0) => ({
  stream,
  serverStream: `${stream}@lab`,
  firstRevision,
  batch,
})

/** What comes back of events that were written, as JSON takes them. */
function readBack(stream: string, batch: EventBatch, firstRevision = 0): readonly ServerEvent[] {
  const count = eventsOf(batch).length
  const last = new Map([[firstRevision + count - 1, CHAIN]])
  return serverEvents(proposal(stream, batch, firstRevision), 0, count, last).map(
    (event, index) => ({
      serverStream: `${stream}@lab`,
      revision: firstRevision + index,
      ...JSON.parse(JSON.stringify(event)),
      metadata: jsonIn(event.metadata),
    }),
  )
}

/** What the client gives for the bytes of an event's metadata. */
const jsonIn = (bytes: unknown): unknown =>
  JSON.parse(bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : 'no bytes')

describe('events on a server', () => {
  it('hold the data of an event, and its envelope as metadata', () => {
    const batch = { kind: 'sparse', events: [EXAMPLES.OrderFilled] } as const
    const [event] = serverEvents(proposal('run-season.bot', batch, 5), 0, 1, new Map([[5, CHAIN]]))
    expect({ ...event, metadata: jsonIn(event?.metadata) }).toEqual({
      contentType: 'application/json',
      id: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      type: 'OrderFilled',
      data: { ...EXAMPLES.OrderFilled.data, fee: '0.2710176' },
      metadata: {
        schemaVersion: 1,
        timeMicros: 1_760_000_000_000_008,
        tick: 8,
        cause: { stream: 'ticks-candles-1m-0123456789ab', revision: 8 },
        season: 'season',
        chain: CHAIN,
      },
    })
  })

  it('of a tape name the tape, and only the last of an append has the chain', () => {
    const events = readBack('ticks-candles', ticks(0, 3), 7)
    expect(events.map(({ metadata }) => metadata)).toMatchObject([
      { tape: 'candles', tick: 7 },
      { tape: 'candles', tick: 8 },
      { tape: 'candles', tick: 9, chain: CHAIN },
    ])
    expect(events[0]?.metadata).not.toHaveProperty('chain')
  })

  it.each(Object.values(EXAMPLES))('of type $type are read as they were written', (event) => {
    const batch = { kind: 'sparse', events: [event] } as const
    expect(batchOf('run-a.b', readBack('run-a.b', batch))).toEqual(batch)
  })

  it('of dense streams are read as columns', () => {
    expect(batchOf('ticks-a', readBack('ticks-a', ticks(0, 500)))).toEqual(ticks(0, 500))
    const checks = dense('LiquidationChecked', [[1, 2, Number.MAX_SAFE_INTEGER, -3, 0]])
    expect(batchOf('checks-a.b', readBack('checks-a.b', checks))).toEqual(checks)
  })

  it('have ids that differ by stream, revision and content', () => {
    const idOf = (stream: string, batch: EventBatch, revision: number) =>
      serverEvents(proposal(stream, batch, revision), 0, 1, new Map())[0]?.id
    const ids = [
      idOf('run-a.b', orders(0, 1), 0),
      idOf('run-a.c', orders(0, 1), 0),
      idOf('run-a.b', orders(1, 1), 0),
      idOf('run-a.b', orders(0, 1), 1),
      idOf('ticks-a', ticks(0, 1), 0),
      idOf('ticks-a', ticks(1, 1), 0),
    ]
    expect(new Set(ids).size).toBe(ids.length)
    expect(idOf('run-a.b', orders(0, 1), 0)).toBe(ids[0])
    // The chain that stands in the metadata is no part of it.
    const withChain = serverEvents(proposal('run-a.b', orders(0, 1)), 0, 1, new Map([[0, CHAIN]]))
    expect(withChain[0]?.id).toBe(ids[0])
    expect(eventId('a', 1, 'x')).not.toBe(eventId('a\n1', 0, 'x'))
  })

  const fill = readBack('run-a.b', { kind: 'sparse', events: [EXAMPLES.OrderFilled] })[0]
  const tick = readBack('ticks-a', ticks(0, 1))[0]
  if (fill === undefined || tick === undefined) throw new Error('expected an event of each kind')
  const metadataOf = (event: ServerEvent) => Object(event.metadata)
  it.each<[string, readonly ServerEvent[], RegExp]>([
    ['no metadata', [{ ...fill, metadata: undefined }], /metadata is not that of an event/],
    ['an unknown type', [{ ...fill, type: 'Else' }], /expected a known event type, found Else/],
    ['another type of data', [{ ...fill, data: 'text' }], /expected an object/],
    [
      'a newer schema',
      [{ ...fill, metadata: { ...metadataOf(fill), schemaVersion: 2 } }],
      /expected 1, found 2/,
    ],
    ['a price that is text', [{ ...tick, data: { priceTicks: '5' } }], /expected a whole number/],
    [
      'a fill among ticks',
      [tick, { ...fill, revision: 1 }],
      /expected PriceTicked 1 .*found OrderFilled/,
    ],
    [
      'another stream of causes',
      [
        tick,
        {
          ...tick,
          revision: 1,
          metadata: { ...metadataOf(tick), cause: { stream: 'tape-b', revision: 1 } },
        },
      ],
      /caused in tape-candles, found .* caused in tape-b/,
    ],
  ])('with %s are damage, named by stream and revision', (_, events, message) => {
    const read = () => batchOf('run-a.b', events)
    expect(read).toThrow(Damage)
    expect(read).toThrow(message)
  })

  it('tell the end of a stream only with its chain', () => {
    expect(storedEnd('ticks-a', tick)).toEqual({
      chain: CHAIN,
      content: { kind: 'dense', type: 'PriceTicked', causeStream: 'tape-candles' },
    })
    expect(() =>
      storedEnd('ticks-a', { ...tick, metadata: { ...metadataOf(tick), chain: 'x' } }),
    ).toThrow('its metadata does not hold the hash chain')
  })
})
