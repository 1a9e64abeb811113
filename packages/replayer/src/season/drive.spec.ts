import { type Cause, Decimal, type SparseEvent, batchLength } from '@gridledger/domain'
import {
  type EquityView,
  type Projection,
  equity,
  equityOf,
  foldBatch,
} from '@gridledger/projections'
import {
  BUSY,
  BUSY_BARS,
  CONTESTANTS,
  busySeason,
  prepared,
} from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { SEASON_1_START } from '../../../../test/support/marketFiles'
import { type Streams, columnOf, sparseEvents, streamsOf } from '../../../../test/support/streams'
import { memoryLedger } from '../ledger/memoryLedger'
import type { PreparedSeason } from './prepareSeason'
import { runSeason } from './runSeason'
import { simulateSeason } from './simulateSeason'

const folder = suiteFolder()
let busy: PreparedSeason
let tape = ''
const NAMES = CONTESTANTS.map(({ name }) => name)
const OWN = NAMES.flatMap((name) => [`run-${BUSY}.${name}`, `checks-${BUSY}.${name}`])

/** The whole season, recorded once. */
let full: Streams = new Map()
beforeAll(async () => {
  busy = await prepared(folder, busySeason(folder))
  tape = busy.tape.name
  const ledger = memoryLedger()
  const { batches } = await runSeason(ledger, busy)
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  full = await streamsOf(ledger)
})

describe('a recorded season: causes', () => {
  interface Place {
    readonly stream: string
    readonly revision: number
  }
  const eventAt = ({ stream, revision }: Place) => sparseEvents(full.get(stream))[revision]
  const lengthOf = (stream: string) =>
    batchLength(full.get(stream) ?? { kind: 'sparse', events: [] })
  const allEvents = (): readonly (readonly [Place, SparseEvent])[] =>
    [...full].flatMap(([stream, batch]) =>
      sparseEvents(batch).map((event, revision) => [{ stream, revision }, event] as const),
    )
  const rows: Readonly<Record<string, number>> = {
    'candles.csv': BUSY_BARS + 1,
    'marks.csv': BUSY_BARS,
    'funding.csv': 100,
  }
  const isRow = ({ stream, revision }: Cause) =>
    revision >= 1 && revision <= (rows[stream] ?? -1) + 1

  /** The causing tick of an event or a check; −1 for what comes before every tick. */
  function tickOf({ stream, revision }: Place): number {
    if (stream.startsWith('ticks-')) return revision
    if (stream.startsWith('checks-')) return columnOf(full.get(stream), 1)[revision]!
    return eventAt({ stream, revision })!.tick ?? -1
  }

  it('of every event lie in the ledger, earlier than itself, or in a row of a source', () => {
    const wrong = allEvents().filter(([place, { cause, tick, type }]) => {
      if (cause.stream.endsWith('.csv')) return !isRow(cause)
      if (cause.revision < 0 || cause.revision >= lengthOf(cause.stream)) return true
      if (cause.stream === place.stream) return cause.revision >= place.revision
      const closing = type === 'TapeSealed' || type === 'SeasonClosed'
      return tickOf(cause) > (closing ? Infinity : (tick ?? -1))
    })
    expect(wrong).toEqual([])
    expect(allEvents().length).toBeGreaterThan(500)
  })

  it('of ticks, marks and checks are rows and ticks, one by one', () => {
    const ticks = full.get(`ticks-${tape}`)!
    const marks = full.get(`marks-${tape}`)!
    expect(ticks).toMatchObject({ causeStream: 'candles.csv' })
    expect(marks).toMatchObject({ causeStream: 'marks.csv' })
    // Four ticks to a line, from the second line on.
    expect(columnOf(ticks, 1)).toEqual(
      columnOf(ticks, 0).map((_, tick) => 2 + Math.floor(tick / 4)),
    )
    for (const name of NAMES) {
      const checks = full.get(`checks-${BUSY}.${name}`)!
      expect(checks).toMatchObject({ causeStream: `ticks-${tape}` })
      const times = columnOf(ticks, 0)
      expect(columnOf(checks, 0)).toEqual(columnOf(checks, 1).map((tick) => times[tick]))
    }
  })

  it.each<[type: string, causes: readonly string[]]>([
    ['SeasonOpened', ['TapeOpened']],
    ['ContestantEntered', ['SeasonOpened']],
    ['GridStarted', ['ContestantEntered']],
    ['FundingSettled', ['FundingRatePublished']],
    ['ParametersAmended', ['ContestantEntered']],
    ['AmendmentRefused', ['ContestantEntered']],
    ['OrderPlaced', ['GridStarted', 'OrderFilled', 'ParametersAmended']],
    ['OrderFilled', ['GridStarted', 'StopLossTriggered', 'tick']],
    ['OrderCancelled', ['ContestantEntered', 'StopLossTriggered', 'TakeProfitTriggered', 'check']],
    ['StopLossTriggered', ['tick']],
    ['TakeProfitTriggered', ['tick']],
    ['PositionLiquidated', ['check']],
    ['GridStopped', ['PositionLiquidated', 'StopLossTriggered', 'TakeProfitTriggered', 'tick']],
    ['TapeSealed', ['tick']],
    ['SeasonClosed', ['tick']],
  ])('of %s are %j', (type, causes) => {
    const found = allEvents()
      .filter(([, event]) => event.type === type)
      .map(([, { cause }]) => {
        if (cause.stream.startsWith('ticks-')) return 'tick'
        return cause.stream.startsWith('checks-') ? 'check' : eventAt(cause)!.type
      })
    expect([...new Set(found)].sort()).toEqual([...causes].sort())
  })

  it('of a start and an amendment are the entry of that contestant', () => {
    const ofEntry = ['GridStarted', 'ParametersAmended', 'AmendmentRefused']
    for (const [{ stream }, { type, cause }] of allEvents()) {
      if (!ofEntry.includes(type)) continue
      const entry = eventAt(cause)!
      const contestant = entry.type === 'ContestantEntered' ? entry.data.contestant : ''
      expect(stream).toBe(`run-${BUSY}.${contestant}`)
    }
  })

  it('of funding are the very rate, due by its tick', () => {
    const settled = allEvents().flatMap(([, event]) =>
      event.type === 'FundingSettled' ? [event] : [],
    )
    expect(settled.length).toBeGreaterThan(2)
    for (const { cause, data, timeMicros } of settled) {
      const published = eventAt(cause)!
      expect(published).toMatchObject({ type: 'FundingRatePublished', data: { rate: data.rate } })
      expect(published.timeMicros).toBeLessThanOrEqual(timeMicros)
    }
  })

  it('give each event the time of its causing tick', () => {
    const times = columnOf(full.get(`ticks-${tape}`), 0)
    for (const [{ stream }, { tick, timeMicros }] of allEvents()) {
      expect(tick === null).toBe(!stream.startsWith('run-'))
      if (tick !== null) expect(timeMicros).toBe(times[tick])
    }
  })

  it('keep each run in order of its ticks', () => {
    for (const name of OWN) {
      const ticks = name.startsWith('run-')
        ? sparseEvents(full.get(name)).map(({ tick }) => tick!)
        : columnOf(full.get(name), 1)
      expect(ticks).toEqual([...ticks].sort((a, b) => a - b))
    }
  })
})

describe('a recorded season: checks', () => {
  const LAST = BUSY_BARS * 4

  /** The ticks at whose check the run holds a position: what came of check or stop comes later. */
  function openTicks(name: string): readonly number[] {
    const events = sparseEvents(full.get(`run-${BUSY}.${name}`))
    const open: number[] = []
    let [lots, next] = [0, 0]
    for (let tick = 0; tick < LAST; tick += 1) {
      let afterCheck = 0
      let isLiquidated = false
      for (; events[next]?.tick === tick; next += 1) {
        const event = events[next]!
        if (event.type === 'PositionLiquidated') isLiquidated = true
        if (event.type !== 'OrderFilled') continue
        const { side, quantityLots, kind } = event.data
        const signed = side === 'buy' ? quantityLots : -quantityLots
        if (kind === 'stop') afterCheck += signed
        else lots += signed
      }
      if (lots !== 0) open.push(tick)
      lots = isLiquidated ? 0 : lots + afterCheck
    }
    return open
  }

  it.each(NAMES)('stand at every tick where %s has an open position', (name) => {
    const checks = columnOf(full.get(`checks-${BUSY}.${name}`), 1)
    expect(checks).toEqual(openTicks(name))
    expect(checks.length).toBeGreaterThan(100)
  })

  it('stand at the start tick, after the base, and not at the end tick', () => {
    const ticksOf = (name: string) => columnOf(full.get(`checks-${BUSY}.${name}`), 1)
    // The neutral grid has no base; the position that was kept is checked to the end.
    expect(
      ['amended', 'stopped', 'liquidated', 'kept'].map((name) => ticksOf(name)[0] === 0),
    ).toEqual([false, true, true, true])
    expect(ticksOf('kept').at(-1)).toBe(LAST - 1)
    expect(NAMES.flatMap(ticksOf)).not.toContain(LAST)
  })

  it('end with the liquidation, and with the stop that closed', () => {
    const last = (name: string) => columnOf(full.get(`checks-${BUSY}.${name}`), 1).at(-1)
    const stopTick = (name: string, type: string) =>
      sparseEvents(full.get(`run-${BUSY}.${name}`)).find((event) => event.type === type)?.tick
    expect(last('liquidated')).toBe(stopTick('liquidated', 'PositionLiquidated'))
    expect(last('stopped')).toBe(stopTick('stopped', 'StopLossTriggered'))
  })
})

describe('a recorded season: what is due', () => {
  /** The first tick at or after a time. */
  function tickAtOrAfter(timeMicros: number): number {
    return columnOf(full.get(`ticks-${tape}`), 0).findIndex((time) => time >= timeMicros)
  }

  it('comes at the first tick at or after its time: amendments, in order with funding', () => {
    const events = sparseEvents(full.get(`run-${BUSY}.amended`))
    const due = events.filter(({ type }) =>
      ['FundingSettled', 'ParametersAmended', 'AmendmentRefused'].includes(type),
    )
    const after = (minutes: number) => SEASON_1_START + minutes * 60_000_000
    expect(due.map(({ type, tick }) => [type, tick])).toEqual([
      ['ParametersAmended', tickAtOrAfter(after(200))],
      ['FundingSettled', tickAtOrAfter(after(330))],
      ['AmendmentRefused', tickAtOrAfter(after(500))],
      ['FundingSettled', tickAtOrAfter(after(810))],
      ['ParametersAmended', tickAtOrAfter(after(900) + 1)],
    ])
  })
})

describe('a recorded season: what is judged', () => {
  interface Judged {
    readonly equity: EquityView
    readonly checks: number
    readonly wrong: readonly number[]
    readonly liquidated: readonly number[]
  }

  const follow = <Event>(
    view: Judged,
    handler: ((view: EquityView, event: Event) => EquityView) | undefined,
    event: Event,
  ): Judged => ({ ...view, equity: handler?.(view.equity, event) ?? view.equity })

  /** Compares each check with the equity of the view, and with N(m + 0.0005) of the first tier. */
  const judged: Projection<Judged> = {
    name: 'judged',
    version: 1,
    initialView: { equity: equity.initialView, checks: 0, wrong: [], liquidated: [] },
    on: {
      TapeOpened: (view, event) => follow(view, equity.on.TapeOpened, event),
      SeasonOpened: (view, event) => follow(view, equity.on.SeasonOpened, event),
      PriceTicked: (view, event) => follow(view, equity.on.PriceTicked, event),
      MarkPriceTicked: (view, event) => follow(view, equity.on.MarkPriceTicked, event),
      GridStarted: (view, event) => follow(view, equity.on.GridStarted, event),
      OrderFilled: (view, event) => follow(view, equity.on.OrderFilled, event),
      FundingSettled: (view, event) => follow(view, equity.on.FundingSettled, event),
      ParametersAmended: (view, event) => follow(view, equity.on.ParametersAmended, event),
      PositionLiquidated: (view, event) => follow(view, equity.on.PositionLiquidated, event),
      LiquidationChecked: (view, { revision, data }) => {
        const { account, markTicks } = view.equity
        const value = Math.abs(account.positionLots) * markTicks * account.moneyPerLotTick
        const maintenance = new Decimal(value).times('0.0045').toDecimalPlaces(0).toNumber()
        const isRight = data.equity === equityOf(view.equity) && data.maintenance === maintenance
        const isOver = data.equity - data.pendingFees <= data.maintenance
        return {
          ...view,
          checks: view.checks + 1,
          wrong: isRight ? view.wrong : [...view.wrong, revision],
          liquidated: isOver ? [...view.liquidated, revision] : view.liquidated,
        }
      },
    },
  }

  it.each(NAMES)(
    'is the equity of %s at the mark, against 0.45 % of its position',
    async (name) => {
      const view = foldBatch(judged, judged.initialView, await simulateSeason(busy), name)
      const checks = columnOf(full.get(`checks-${BUSY}.${name}`), 2)
      expect(view.wrong).toEqual([])
      expect(view.checks).toBe(checks.length)
      expect(view.liquidated).toEqual(name === 'liquidated' ? [checks.length - 1] : [])
    },
  )
})
