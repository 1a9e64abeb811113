import * as fc from 'fast-check'
import {
  BTC_USDT_SWAP,
  type EventBatch,
  type InstrumentUnits,
  type Ledger,
  type SparseEvent,
  type WireEvent,
  batchLength,
  denseEvent,
  encodeEvent,
  decodeEvent,
  instrumentUnits,
  ownerOf,
  wireEvent,
} from '@gridledger/domain'
import { EXTENSIONS, type Extension } from '../../packages/replayer/src/export/outFolder'
import { EVENT_TYPES } from '../../packages/replayer/src/export/columns'
import { type Target, findTarget } from '../../packages/replayer/src/export/target'
import { memoryLedger } from '../../packages/replayer/src/ledger/memoryLedger'
import { runSeason } from '../../packages/replayer/src/season/runSeason'
import { BUSY, busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { type Streams, ledgerOf, streamsOf } from '../support/streams'
import { right } from '../support/tapes'
import { exportedTo } from './exporting'
import { type Row, microsOf, readTable, rebuiltData } from './rebuild'

const folder = suiteFolder()

type Told = WireEvent & { readonly stream: string; readonly revision: number }

/** Every event of the streams by its type, in order of stream and revision. */
function eventsOf(target: Target, streams: Streams): ReadonlyMap<string, readonly Told[]> {
  const byType = new Map<string, Told[]>()
  for (const stream of target.streams) {
    const batch = streams.get(stream)!
    for (let revision = 0; revision < batchLength(batch); revision += 1) {
      const event = { stream, revision, ...wireAt(batch, revision) }
      const same = byType.get(event.type)
      if (same === undefined) byType.set(event.type, [event])
      else same.push(event)
    }
  }
  return byType
}

function wireAt(batch: EventBatch, row: number): WireEvent {
  return batch.kind === 'dense' ? denseEvent(batch, row, row) : wireEvent(batch.events[row]!)
}

const isNothing = (cell: unknown) => cell === null || cell === undefined

/** What a column of a row holds, and what it must hold by another one. */
type Derived = readonly [name: string, found: unknown, expected: unknown]

/** Ticks, lots and moments have a column in other units beside them, streams have their owner. */
function derivedOf(row: Row, { tickSize, lotSize }: InstrumentUnits): readonly Derived[] {
  const derived: Derived[] = [timeOf('time', row, Number(row['timeMicros']))]
  for (const [name, cell] of Object.entries(row)) {
    const [, stem = '', unit = ''] = /^(.+?)(Ticks|Lots|Micros)$/.exec(name) ?? []
    if (unit === '' || isNothing(cell)) continue
    if (unit === 'Micros') {
      if (`${stem}Time` in row) derived.push(timeOf(`${stem}Time`, row, Number(cell)))
    } else if (stem.startsWith('lines')) {
      const list = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value)
      const prices = list(cell).map((ticks: number) => tickSize.times(ticks).toNumber())
      derived.push([stem, list(row[stem]), prices])
    } else {
      const size = unit === 'Ticks' ? tickSize : lotSize
      derived.push([stem, Number(row[stem]), size.times(Number(cell)).toNumber()])
    }
  }
  for (const [name, owner] of Object.entries(ownerOf(String(row['stream']))))
    derived.push([name, row[name], owner])
  if ('run' in row) derived.push(['run', row['run'], [row['season'], row['contestant']].join('.')])
  return derived
}

/** The reader of Parquet has times to the millisecond. */
function timeOf(name: string, row: Row, micros: number): Derived {
  const time = row[name]
  return [name, microsOf(time), time instanceof Date ? micros - (micros % 1000) : micros]
}

/** The event of a row, by nothing but its columns. */
function rebuilt(type: string, row: Row): Told {
  const number = (name: string) => Number(row[name])
  return {
    stream: String(row['stream']),
    revision: number('revision'),
    type,
    schemaVersion: number('schemaVersion'),
    timeMicros: number('timeMicros'),
    tick: row['tick'] === null ? null : number('tick'),
    cause: { stream: String(row['causeStream']), revision: number('causeRevision') },
    data: rebuiltData(type, row),
  }
}

async function expectRebuilt(ledger: Ledger, target: Target, format: Extension): Promise<void> {
  const events = new Map(eventsOf(target, await streamsOf(ledger)))
  const exported = await exportedTo(folder.path, ledger, target, format)
  const order = EVENT_TYPES.filter((type) => events.has(type))
  expect(exported.tables.map(({ type }) => type)).toEqual(order)
  for (const { type, rows: count } of exported.tables) {
    const rows = await readTable(exported.folder, type, format)
    expect(count).toBe(rows.length)
    const found = rows.map((row) => JSON.stringify(rebuilt(type, row)))
    expect(found).toEqual(events.get(type)?.map((event) => JSON.stringify(event)))
    // One comparison for all: Jest takes longer for each than it takes to read a row.
    const derived = rows.flatMap((row) => derivedOf(row, target.units))
    expect(derived.length).toBeGreaterThanOrEqual(rows.length)
    const wrong = derived.filter(([, is, must]) => JSON.stringify(is) !== JSON.stringify(must))
    expect(wrong).toEqual([])
  }
}

describe('an export of a season in which everything happens', () => {
  const ledger = memoryLedger()
  beforeAll(async () => {
    const short = { ...busySeason(folder) }
    const { batches } = await runSeason(ledger, await prepared(folder, short))
    for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  })

  it.each(EXTENSIONS)('as %s gives every event back from its row', async (format) => {
    const target = await findTarget(ledger, BUSY)
    await expectRebuilt(ledger, target, format)
  })

  it('of a run has its own two streams, of a tape its three', async () => {
    const run = await findTarget(ledger, `${BUSY}.kept`)
    expect(run).toMatchObject({ kind: 'run', streams: ['run-busy.kept', 'checks-busy.kept'] })
    const { streams } = await findTarget(ledger, BUSY)
    const tape = streams[0]!.slice('tape-'.length)
    const found = await findTarget(ledger, tape)
    expect(found.kind).toBe('tape')
    expect(found.streams).toEqual([`tape-${tape}`, `ticks-${tape}`, `marks-${tape}`])
    await expectRebuilt(ledger, found, 'ndjson')
  })

  it('has the types that are asked for alone, and says where there are none', async () => {
    const target = await findTarget(ledger, `${BUSY}.kept`)
    const only = ['GridStopped', 'OrderFilled'] as const
    const { tables } = await exportedTo(folder.path, ledger, target, 'csv', only)
    expect(tables.map(({ file }) => file)).toEqual(['OrderFilled.csv', 'GridStopped.csv'])
    const none = exportedTo(folder.path, ledger, target, 'csv', ['PriceTicked'])
    await expect(none).rejects.toThrow('busy.kept has no events of type PriceTicked')
  })
})

const money = fc.integer({ min: -8_999_999_999_999_999, max: 8_999_999_999_999_999 })
const decimal = fc.oneof(
  fc.stringMatching(/^[+-]?[0-9]{1,20}(\.[0-9]{1,20})?([eE]-?[0-9]{1,2})?$/),
  fc.stringMatching(/^-?(0|[1-9][0-9]{0,7})\.[0-9]{1,8}$/),
)
const price = fc.constantFrom('109000', '1e5', '109000.10', '12345678.123456789012')
const set = fc.record(
  {
    quantityPerGrid: fc.option(price),
    takeProfit: fc.option(fc.oneof(fc.record({ price }), fc.record({ ratio: price }))),
    lowerPrice: price,
    makerFee: decimal,
    gridCount: fc.nat(),
    fillRule: fc.constantFrom('touch', 'cross'),
  },
  { requiredKeys: [] },
)
const text = fc.oneof(fc.string(), fc.constantFrom('', 'a,"b"\r\nc', 'né – 中\u0000', 'null'))
const published = fc.oneof(
  fc.constantFrom({}, null),
  fc.record({ returnPct: decimal, rank: fc.nat(), note: text }, { requiredKeys: [] }),
)

const parts = fc.array(fc.record({ file: text, lines: fc.nat(), sha256: text }))
const file = fc.record(
  { file: text, rows: fc.nat(), sha256: text, parts },
  { requiredKeys: ['file', 'rows', 'sha256'] },
)
const opened = fc.record(
  {
    candles: fc.option(file),
    mark: fc.option(file),
    fundingToMicros: fc.option(fc.nat()),
    trades: file,
    gaps: fc.record({ count: fc.nat(), longestMicros: fc.nat() }),
  },
  { requiredKeys: ['candles', 'mark', 'fundingToMicros'] },
)

describe('an export of events that are hard to tell', () => {
  const units = instrumentUnits(BTC_USDT_SWAP)
  const event = (type: string, data: unknown): SparseEvent => {
    const body = { tick: null, cause: { stream: 'any', revision: 1 }, data }
    const stored = { type, schemaVersion: 1, timeMicros: 1_735_689_600_000_001 }
    return right(decodeEvent({ ...stored, data: JSON.stringify(body) }))
  }
  const parameters = {
    direction: 'long',
    spacing: 'arithmetic',
    lowerPrice: '1.50',
    upperPrice: '1e5',
    gridCount: 2,
    leverage: '3',
    investment: '80000000.12345678',
    reserve: '0',
    quantityPerGrid: null,
    basePosition: true,
    takeProfit: null,
    stopLoss: { ratio: '0.10' },
    makerFee: '-0.00001',
    takerFee: '0.0005',
    onStop: 'keep',
    slippageTicks: 0,
  }
  const said = { kind: 'grid', parameters, amendments: [], confidence: null, chartInterval: null }
  const tape = {
    tape: 't',
    kind: 'candles',
    instrument: BTC_USDT_SWAP,
    intervalMicros: null,
    candlePath: null,
    markIntervalMicros: null,
    funding: null,
    fundingFromMicros: null,
    fromMicros: 1,
    toMicros: 2,
  }
  const refusal = { reason: 'too-few-grids', field: 'gridCount', expected: '2', found: '1' }

  it.each(EXTENSIONS)('as %s gives them back', async (format) => {
    const rows = fc.array(fc.record({ rate: decimal, set, published, opened, text, money }), {
      minLength: 1,
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        const sparse = (events: readonly SparseEvent[]): EventBatch => ({ kind: 'sparse', events })
        const column = (of: (row: number) => number) => Float64Array.from(list, (_, row) => of(row))
        const amount = (row: number) => list[row]!.money
        const checks: EventBatch = {
          kind: 'dense',
          type: 'LiquidationChecked',
          causeStream: 'ticks-t',
          count: list.length,
          columns: [
            column(() => 5),
            column((row) => row),
            column(amount),
            column((row) => row),
            column(amount),
          ],
        }
        const streams = new Map<string, EventBatch>([
          [
            'tape-t',
            sparse(
              list.flatMap(({ rate, opened: own }) => [
                event('TapeOpened', { ...tape, ...own }),
                event('FundingRatePublished', { rate }),
              ]),
            ),
          ],
          [
            'season-s',
            sparse(
              list.map(({ published: figures, text: rationale }) => {
                const own = {
                  contestant: 'a',
                  proposedBy: rationale,
                  rationale,
                  published: figures,
                }
                return event('ContestantEntered', { ...said, ...own })
              }),
            ),
          ],
          [
            'run-s.a',
            sparse(list.map((row) => event('AmendmentRefused', { set: row.set, ...refusal }))),
          ],
          ['checks-s.a', checks],
        ])
        for (const batch of streams.values()) {
          if (batch.kind === 'sparse') batch.events.forEach((each) => encodeEvent(each))
        }
        const names = [...streams.keys()]
        const events = 5 * list.length
        const target = { kind: 'season', name: 's', streams: names, units, events } as const
        await expectRebuilt(await ledgerOf(streams), target, format)
      }),
      { numRuns: 12 },
    )
  })
})
