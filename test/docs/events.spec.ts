import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  BTC_USDT_SWAP,
  type Ledger,
  RUN_EVENTS,
  SEASON_EVENTS,
  TAPE_EVENTS,
  amountOf,
  contractsOf,
  instrumentUnits,
  priceOf,
} from '@gridledger/domain'
import {
  EVENT_TYPES,
  type EventMap,
  type EventType,
  type Projection,
  foldBatch,
} from '@gridledger/projections'
import { findRun, readRun } from '@gridledger/replayer'
import { suiteFolder } from '../support/files'
import { type Streams, streamsOf } from '../support/streams'
import { envelopeTable, eventTables, objectTables, wordTable } from './eventTables'
import { everythingLedger } from './everythingSeason'
import { tableText } from './markdown'
import { expectBlock } from './page'

const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  'a tape': Object.keys(TAPE_EVENTS),
  'ticks and marks': ['PriceTicked', 'MarkPriceTicked'],
  'a season': Object.keys(SEASON_EVENTS),
  'a run': Object.keys(RUN_EVENTS),
  checks: ['LiquidationChecked'],
}

const folder = suiteFolder()
let ledger: Ledger
beforeAll(async () => {
  ledger = await everythingLedger(folder)
})

describe('docs/events.md', () => {
  it('has what every event has', () => {
    expectBlock('events.md', 'an event', envelopeTable())
  })

  it.each(Object.entries(SECTIONS))('has every field of the events of %s', (name, types) => {
    expectBlock('events.md', `events of ${name}`, eventTables(types))
  })

  it('has every type of event', () => {
    expect(Object.values(SECTIONS).flat().sort()).toEqual([...EVENT_TYPES].sort())
  })

  it('has every object and every word that a field holds', () => {
    expectBlock('events.md', 'objects', objectTables())
    expectBlock('events.md', 'words', wordTable())
  })

  it('says what each event comes from, and nothing that none came from', async () => {
    expect(saidCauses()).toEqual(recordedCauses(await streamsOf(ledger)))
  })

  it('shows what a view sees at a tick', async () => {
    const rows = await Promise.all(
      MOMENTS.map(async ({ at, run, has }) => {
        const ticks = await ticksSeen(ledger, run)
        const tick = ticks.findLast((types) => has.every((type) => types.includes(type)))
        return [at, countedText(tick ?? [])]
      }),
    )
    expectBlock('events.md', 'ticks', tableText(['at', 'a view sees'], rows, ['at', 'a view sees']))
  })

  // #region decimals
  it('turns what a view gets into decimals', () => {
    const units = instrumentUnits(BTC_USDT_SWAP) // of GridStarted: data.instrument
    const { priceTicks, quantityLots, fee } = {
      priceTicks: 640_000,
      quantityLots: 76,
      fee: 9_728_000,
    }

    expect(priceOf(units, priceTicks).toFixed()).toBe('64000') // USDT
    expect(contractsOf(units, quantityLots).toFixed()).toBe('0.76') // contracts
    expect(units.lotBase.times(quantityLots).toFixed()).toBe('0.0076') // BTC
    expect(amountOf(fee).toFixed()).toBe('0.09728') // USDT

    const value = quantityLots * priceTicks * units.moneyPerLotTick // money again, exact
    expect(amountOf(value).toFixed()).toBe('486.4') // USDT
  })
  // #endregion
})

/** Moments of a run that have these events; the last such tick is shown. */
const MOMENTS: readonly {
  readonly at: string
  readonly run: string
  readonly has: readonly EventType[]
}[] = [
  { at: 'the first tick, long with a base', run: 'busy.lost', has: ['GridStarted'] },
  {
    at: 'a tick with a fill',
    run: 'busy.amended',
    has: ['OrderFilled', 'OrderPlaced', 'LiquidationChecked'],
  },
  { at: 'a funding time', run: 'busy.kept', has: ['FundingSettled', 'MarkPriceTicked'] },
  { at: 'an amendment that lays the grid anew', run: 'busy.rebased', has: ['ParametersAmended'] },
  { at: 'an amendment that is refused', run: 'busy.amended', has: ['AmendmentRefused'] },
  { at: 'a stop', run: 'busy.lost', has: ['StopLossTriggered'] },
  { at: 'a liquidation', run: 'busy.liquidated', has: ['PositionLiquidated'] },
  { at: 'the last tick', run: 'busy.amended', has: ['GridStopped'] },
  { at: 'the first tick of a fork', run: 'busy.amended~later', has: ['RunForked'] },
  { at: 'the last tick of a fork', run: 'busy.amended~later', has: ['ForkClosed'] },
]

const BEFORE_TICK: readonly string[] = ['FundingRatePublished', 'MarkPriceTicked']

/** What a view that listens to everything sees, tick by tick. */
async function ticksSeen(from: Ledger, run: string): Promise<readonly (readonly string[])[]> {
  const ticks: string[][] = [[]]
  const handler = (view: null, { type }: EventMap[EventType]) => {
    const isNext = type === 'PriceTicked' || BEFORE_TICK.includes(type)
    if (isNext && !BEFORE_TICK.includes(ticks.at(-1)?.at(-1) ?? '')) ticks.push([])
    ticks.at(-1)?.push(type)
    return view
  }
  const on = Object.fromEntries(EVENT_TYPES.map((type) => [type, handler]))
  const everything: Projection<null> = { name: 'everything', version: 1, initialView: null, on }
  const found = await findRun(from, run)
  for await (const batch of readRun(from, found))
    foldBatch(everything, null, batch, found.contestant)
  return ticks
}

/** `` `OrderPlaced` × 39 ``, one after the other. */
function countedText(types: readonly string[]): string {
  const runs: { readonly type: string; count: number }[] = []
  for (const type of types) {
    const last = runs.at(-1)
    if (last?.type === type) last.count += 1
    else runs.push({ type, count: 1 })
  }
  return runs.map(({ type, count }) => `\`${type}\`${count > 1 ? ` × ${count}` : ''}`).join(', ')
}

/** By type of event, the last column of the page's table of them. */
function saidCauses(): Readonly<Record<string, readonly string[]>> {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'events.md'), 'utf8')
  const [, table = ''] =
    /\| event \| when \| caused by \|\n\|[- |]+\|\n((?:\|.*\n)+)/.exec(page) ?? []
  return Object.fromEntries(
    [...table.matchAll(/^\| `(\w+)` \|.*\| (.+) \|$/gm)].map(([, type = '', causes = '']) => {
      return [type, causes.replaceAll('`', '').split(', ').sort()]
    }),
  )
}

/** By type of event, the types that the causes of all such events have. */
function recordedCauses(streams: Streams): Readonly<Record<string, readonly string[]>> {
  const causes: Record<string, Set<string>> = {}
  const add = (type: string, stream: string, revision: number) => {
    const batch = streams.get(stream)
    const cause = batch?.kind === 'sparse' ? batch.events[revision]?.type : batch?.type
    const isSeam = type === 'RunForked' && cause !== 'ContestantEntered'
    const said = isSeam ? 'the last event before it' : (cause ?? 'a line of a file')
    ;(causes[type] ??= new Set()).add(said)
  }
  for (const batch of streams.values()) {
    if (batch.kind === 'dense') add(batch.type, batch.causeStream, 0)
    else for (const { type, cause } of batch.events) add(type, cause.stream, cause.revision)
  }
  return Object.fromEntries(Object.entries(causes).map(([type, of]) => [type, [...of].sort()]))
}
