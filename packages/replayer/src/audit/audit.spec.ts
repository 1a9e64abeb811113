import { from, lastValueFrom } from 'rxjs'
import {
  Decimal,
  type EventBatch,
  type SparseData,
  type SparseEvent,
  batchLength,
} from '@gridledger/domain'
import { leaderboard } from '@gridledger/projections'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { type Streams, ledgerOf, sparseEvents, streamsOf } from '../../../../test/support/streams'
import { right } from '../../../../test/support/tapes'
import { memoryLedger } from '../ledger/memoryLedger'
import { readSeason } from '../season/readSeason'
import { runSeason } from '../season/runSeason'
import type { Account } from './account'
import { type Audit, type Auditor, auditorOf } from './audit'
import { parseReference } from './reference'

const folder = suiteFolder()
const ledger = memoryLedger()
let streams: Streams
let auditor: Auditor
beforeAll(async () => {
  const season = await prepared(folder, busySeason(folder))
  const { batches } = await runSeason(ledger, season)
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  streams = await streamsOf(ledger)
  auditor = auditorOf(ledger)
})

const auditIn = (asked: Auditor, text: string) => asked.audit(right(parseReference(text)), 'UTC')
const audit = (text: string) => auditIn(auditor, text)

/** What the last step of a chain is. */
function originOf({ steps }: Audit): string {
  const last = steps.at(-1)!
  return last.kind === 'row' ? 'row' : last.placed.event.type
}

/** The figures that events of a type record, beside which the audit has to count its own. */
const AMOUNTS: Readonly<Record<string, readonly string[]>> = {
  GridStarted: ['price', 'mark', 'lines', 'quantity', 'laid'],
  OrderPlaced: ['price', 'quantity'],
  OrderFilled: ['fee', 'price', 'fill'],
  OrderCancelled: ['order'],
  FundingSettled: ['amount', 'position', 'mark', 'rate'],
  PositionLiquidated: ['fee', 'taken over', 'shortfall', 'position', 'mark'],
  LiquidationChecked: ['equity', 'pending fees', 'maintenance'],
  GridStopped: ['equity'],
  TakeProfitTriggered: ['threshold', 'last price', 'equity', 'reached'],
  StopLossTriggered: ['threshold', 'last price', 'equity', 'reached'],
  ParametersAmended: ['set', 'parameters', 'added margin', 'price'],
  AmendmentRefused: ['set'],
}

describe('every event of a busy season', () => {
  it('is audited: all figures as recorded, all causes there, each chain back to its tape', async () => {
    const types = new Set<string>()
    for (const [stream, batch] of streams) {
      for (let revision = 0; revision < batchLength(batch); revision += 1) {
        const audited = await audit(`${stream}@${revision}`)
        const { problems, steps, subject, workings } = audited
        const { type } = subject.placed.event
        const held = workings.filter(({ recorded }) => recorded !== null).map(({ name }) => name)
        const lacking = (AMOUNTS[type] ?? []).filter((name) => !held.includes(name))
        const origin = originOf(audited)
        const place = `${stream}@${revision}`
        const asked = { place, problems, lacking, origin, first: steps[0] }
        expect(asked).toMatchObject({
          problems: [],
          lacking: [],
          origin: 'TapeOpened',
          first: { kind: 'event', placed: { stream, revision } },
        })
        types.add(type)
      }
    }
    expect([...types].sort()).toEqual([
      'AmendmentRefused',
      'ContestantEntered',
      'FundingRatePublished',
      'FundingSettled',
      'GridStarted',
      'GridStopped',
      'LiquidationChecked',
      'MarkPriceTicked',
      'OrderCancelled',
      'OrderFilled',
      'OrderPlaced',
      'ParametersAmended',
      'PositionLiquidated',
      'PriceTicked',
      'SeasonClosed',
      'SeasonOpened',
      'StopLossTriggered',
      'TakeProfitTriggered',
      'TapeOpened',
      'TapeSealed',
    ])
  })
})

/** The audits of all events of a run, and of each fill. */
async function auditsOf(name: string): Promise<readonly Audit[]> {
  const stream = `run-${BUSY}.${name}`
  const audits: Audit[] = []
  for (const revision of sparseEvents(streams.get(stream)).keys())
    audits.push(await audit(`${stream}@${revision}`))
  return audits
}
const fillOf = ({ subject }: Audit): SparseData<'OrderFilled'> | undefined => {
  const { event } = subject.placed
  return event.type === 'OrderFilled' ? event.data : undefined
}
const minus = (to: string, before: string) => new Decimal(to).minus(before).toFixed()

describe.each(CONTESTANTS)('the accounts of $name', ({ name }) => {
  it('follow one another, and lead to the result of the leaderboard', async () => {
    const audits = await auditsOf(name)
    const ofCash = ({ cash, contracts, averageEntry, realised, gridProfit }: Account) => {
      return { cash, contracts, averageEntry, realised, gridProfit }
    }
    for (const [index, { account }] of audits.entries()) {
      const before = audits[index - 1]?.account?.after ?? null
      const [one, other] = [before, account!.before]
      expect(one === null ? null : ofCash(one)).toEqual(other === null ? null : ofCash(other))
    }
    const board = await lastValueFrom(from(readSeason(ledger, BUSY)).pipe(leaderboard()))
    const { report } = board.rows.find(({ entry }) => entry.contestant === name)!
    const { totalPnl, gridProfit, floatProfit, equity, position } = audits.at(-1)!.account!.after!
    // A grid that kept its position is valued at the end, after its last event.
    if (name !== 'kept') {
      const { totalPnl: total, floatProfit: unpaired, equity: left } = report
      expect([totalPnl, floatProfit, equity]).toEqual([total, unpaired, left])
    }
    expect([gridProfit, position]).toEqual([report.gridProfit, report.position])
  })

  it('add up: cash and position to equity, settled and open to the profit, pairs and the rest too', async () => {
    for (const { account } of await auditsOf(name)) {
      const { after } = account!
      const figure = (key: keyof Account) => new Decimal(after![key] ?? 0)
      const sum = (one: keyof Account, other: keyof Account) => figure(one).plus(figure(other))
      const valued = figure('position').times(figure('mark'))
      const gained = valued.minus(figure('position').times(figure('averageEntry')))
      expect({
        equity: figure('cash').plus(valued).toFixed(),
        totalPnl: sum('realised', 'unrealised').toFixed(),
        paired: sum('gridProfit', 'floatProfit').toFixed(),
        unrealised: gained.toFixed(8),
      }).toEqual({
        equity: after!.equity,
        totalPnl: after!.totalPnl,
        paired: after!.totalPnl,
        unrealised: figure('unrealised').toFixed(8),
      })
    }
  })

  it('change by what each fill realises, and by what each pair has earned', async () => {
    for (const audited of await auditsOf(name)) {
      const { account, pairing, workings } = audited
      if (fillOf(audited) === undefined) continue
      const { before, after } = { before: account!.before!, after: account!.after! }
      const realised = workings.find((working) => working.name === 'realised')
      expect(minus(after.realised, before.realised)).toBe(realised!.value)
      const earned = pairing?.role === 'closes' ? pairing.profit : '0'
      expect(minus(after.gridProfit, before.gridProfit)).toBe(earned)
    }
  })

  it('name the same pair from both of its fills', async () => {
    const pairs = new Map<string, Audit['pairing']>()
    for (const audited of await auditsOf(name)) {
      const fill = fillOf(audited)
      if (fill !== undefined) pairs.set(`${BUSY}.${name}#${fill.fill}`, audited.pairing)
    }
    for (const [fill, pairing] of pairs) {
      if (pairing?.partner === null || pairing?.partner === undefined) continue
      if (pairing.role === 'closes-base') continue
      const other = pairs.get(pairing.partner)
      const role = pairing.role === 'opens' ? 'closes' : 'opens'
      expect(other).toEqual({ ...pairing, role, partner: fill })
    }
    expect(pairs.size).toBeGreaterThan(10)
  })
})

describe('the chain', () => {
  const steps = async (text: string) =>
    (await audit(text)).steps.map((step) =>
      step.kind === 'row'
        ? `${step.row.file} ${step.row.word} ${step.row.line}`
        : `${step.placed.event.type} ${step.placed.revision}`,
    )
  const revisionOf = (name: string, accepts: (event: SparseEvent) => boolean) => {
    const stream = `run-${BUSY}.${name}`
    return `${stream}@${sparseEvents(streams.get(stream)).findIndex(accepts)}`
  }

  it('goes from a fill to tick, row, order, and the fills before it', async () => {
    const chain = await steps(`${BUSY}.amended#6`)
    expect(chain).toMatchInlineSnapshot(`
     [
       "OrderFilled 51",
       "PriceTicked 66",
       "candles.csv line 18",
       "OrderPlaced 50",
       "OrderFilled 49",
       "OrderPlaced 48",
       "OrderFilled 47",
       "OrderPlaced 46",
       "OrderFilled 45",
       "OrderPlaced 44",
       "OrderFilled 43",
       "OrderPlaced 42",
       "OrderFilled 41",
       "OrderPlaced 22",
       "GridStarted 0",
       "ContestantEntered 1",
       "SeasonOpened 0",
       "TapeOpened 0",
     ]
    `)
  })

  it('goes from a liquidation to check, tick and mark with their rows', async () => {
    const chain = await steps(revisionOf('liquidated', ({ type }) => type === 'PositionLiquidated'))
    expect(chain).toMatchInlineSnapshot(`
     [
       "PositionLiquidated 167",
       "LiquidationChecked 720",
       "PriceTicked 720",
       "candles.csv line 182",
       "MarkPriceTicked 136",
       "marks.csv line 36",
       "GridStarted 0",
       "ContestantEntered 3",
       "SeasonOpened 0",
       "TapeOpened 0",
     ]
    `)
  })

  it('goes from a stop to what had set it', async () => {
    const chain = await steps(revisionOf('kept', ({ type }) => type === 'TakeProfitTriggered'))
    expect(chain).toMatchInlineSnapshot(`
     [
       "TakeProfitTriggered 98",
       "PriceTicked 330",
       "candles.csv line 84",
       "MarkPriceTicked 58",
       "marks.csv line 16",
       "GridStarted 0",
       "ContestantEntered 4",
       "SeasonOpened 0",
       "TapeOpened 0",
     ]
    `)
  })

  it('goes from an order of an amended grid over its amendments to the start', async () => {
    const chain = await steps(
      revisionOf('amended', ({ type, tick }) => type === 'OrderPlaced' && (tick ?? 0) >= 800),
    )
    expect(chain).toMatchInlineSnapshot(`
     [
       "OrderPlaced 154",
       "ParametersAmended 153",
       "PriceTicked 800",
       "candles.csv line 202",
       "GridStarted 0",
       "ContestantEntered 1",
       "SeasonOpened 0",
       "TapeOpened 0",
     ]
    `)
  })

  it('goes from an order taken back to what took it back, and to what had laid it', async () => {
    const chain = await steps(revisionOf('kept', ({ type }) => type === 'OrderCancelled'))
    expect(chain).toMatchInlineSnapshot(`
     [
       "OrderCancelled 99",
       "TakeProfitTriggered 98",
       "PriceTicked 330",
       "candles.csv line 84",
       "OrderPlaced 38",
       "OrderFilled 5",
       "GridStarted 0",
       "ContestantEntered 4",
       "SeasonOpened 0",
       "TapeOpened 0",
     ]
    `)
  })
})

describe('what is not as recorded', () => {
  /** The season with one of its events changed. */
  async function changed(
    stream: string,
    revision: number,
    change: (batch: EventBatch) => EventBatch,
  ): Promise<Audit> {
    const others = new Map(
      [...streams].map(([name, batch]) => [name, name === stream ? change(batch) : batch]),
    )
    return auditIn(auditorOf(await ledgerOf(others)), `${stream}@${revision}`)
  }
  const sparse =
    (revision: number, change: (event: SparseEvent) => SparseEvent) =>
    (batch: EventBatch): EventBatch => ({
      kind: 'sparse',
      events: sparseEvents(batch).map((event, index) =>
        index === revision ? change(event) : event,
      ),
    })
  const STREAM = `run-${BUSY}.amended`
  const filled = () =>
    sparseEvents(streams.get(STREAM)).findIndex(({ type }) => type === 'OrderFilled')

  it('is said of a fee', async () => {
    const revision = filled()
    const { problems } = await changed(
      STREAM,
      revision,
      sparse(revision, (event) => {
        if (event.type !== 'OrderFilled') throw new Error('expected a fill')
        return { ...event, data: { ...event.data, fee: event.data.fee + 1 } }
      }),
    )
    expect(problems).toEqual([
      expect.stringMatching(/^run-busy.amended@\d+: fee: expected 0\.\d+, found 0\.\d+$/),
    ])
  })

  it('is said of a cause that is not there', async () => {
    const revision = filled()
    const { problems } = await changed(
      STREAM,
      revision,
      sparse(revision, (event) => {
        if (event.type !== 'OrderFilled') throw new Error('expected a fill')
        return { ...event, data: { ...event.data, order: 99_999 } }
      }),
    )
    expect(problems).toContain(
      `${STREAM}@${revision}: ${STREAM}@99999 on the way back is not in the ledger`,
    )
  })

  it('is said of a check', async () => {
    const stream = `checks-${BUSY}.amended`
    const { problems } = await changed(stream, 7, (batch) => {
      if (batch.kind !== 'dense') throw new Error('expected columns')
      const columns = batch.columns.map((column) => column.slice())
      columns[2]![7]! += 1
      return { ...batch, columns }
    })
    expect(problems).toEqual([expect.stringMatching(/^checks-busy.amended@7: equity: expected /)])
  })

  it.each([
    ['a cause after it', { cause: { stream: STREAM, revision: 9999 } }, /is not in the ledger/],
    ['itself as the cause', { cause: { stream: STREAM, revision: 41 } }, /comes after it/],
    ['another tick', { tick: 3 }, /expected its tick 3, found ticks-/],
    ['another time', { timeMicros: 1 }, /time: expected 2025-10-23T.*, found 1970/],
  ])('is said of %s', async (_, change, expected) => {
    const { problems } = await changed(
      STREAM,
      41,
      sparse(41, (event) => ({ ...event, ...change })),
    )
    expect(problems).toContainEqual(expect.stringMatching(expected))
  })
})
