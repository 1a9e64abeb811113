import * as E from 'fp-ts/Either'
import type { Ledger, SparseEvent } from '@gridledger/domain'
import { Failure } from '../../packages/replayer/src/failure'
import { isoTime } from '@gridledger/projections'
import { memoryLedger } from '../../packages/replayer/src/ledger/memoryLedger'
import { throughForks } from '../../packages/replayer/src/ledger/throughForks'
import { findRun } from '../../packages/replayer/src/season/findRun'
import { recordFork } from '../../packages/replayer/src/season/forkRun'
import { readSparse } from '../../packages/replayer/src/season/market'
import { prepareFork } from '../../packages/replayer/src/season/prepareFork'
import type { PreparedSeason } from '../../packages/replayer/src/season/prepareSeason'
import { runSeason } from '../../packages/replayer/src/season/runSeason'
import { allTicks } from '../../packages/replayer/src/season/simulateSeason'
import { BUSY, busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { forked, headsIn, historyOf } from '../support/forking'
import { right } from '../support/tapes'

const folder = suiteFolder()
const ledger = throughForks(memoryLedger())
let busy: PreparedSeason
let times: Float64Array
let prices: Float64Array
beforeAll(async () => {
  busy = await prepared(folder, busySeason(folder))
  const { batches } = await runSeason(ledger, busy)
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  const { columns } = (await allTicks(busy.tape)).batch
  times = columns[0]!
  prices = columns[2]!
})

const AMENDED = `${BUSY}.amended`
const eventsOf = async (run: string) => (await readSparse(ledger, `run-${run}`)).events
let forks = 0
const nextName = () => `fork-${(forks += 1)}`

/** A fork at a revision: the revision that it was moved to, its own first events, or why it is refused. */
async function forkAt(run: string, revision: number, set = {}, of: Ledger = ledger) {
  const request = {
    found: await findRun(of, run),
    at: { kind: 'revision', revision },
    set,
  } as const
  try {
    const { start, seam } = await prepareFork(of, { ...request, name: nextName() }, isoTime)
    await recordFork(of, start)
    const name = start.contender.run
    const { seam: past } = start.event.data
    const own = (await eventsOf(name)).slice(past.events)
    return E.right({ name, seam, past, own })
  } catch (error) {
    if (error instanceof Failure) return E.left(error.message)
    throw error
  }
}

describe('a fork at an awkward moment', () => {
  it('at the first event begins with a GridStarted of its own', async () => {
    const { own, past } = right(await forkAt(AMENDED, 0, { gridCount: 11 }))
    expect(past).toMatchObject({ tick: 0, events: 0, checks: 0 })
    expect(own.slice(0, 2)).toMatchObject([
      { type: 'RunForked', tick: 0, cause: { stream: `season-${BUSY}`, revision: 1 } },
      { type: 'GridStarted', tick: 0, data: { parameters: { gridCount: 11 } } },
    ])
  })

  it('at the last event changes nothing any more: with a change it is refused', async () => {
    const last = (await eventsOf(AMENDED)).length - 1
    const same = right(await forkAt(AMENDED, last))
    expect(same.own.map(({ type }) => type)).toEqual(['RunForked', 'GridStopped', 'ForkClosed'])
    expect(await historyOf(ledger, same.name)).toEqual(await historyOf(ledger, AMENDED))
    expect(await forkAt(AMENDED, last, { makerFee: '0' })).toEqual(
      E.left(
        '--at: expected an earlier tick: the last one only values the run, found the last one (grid-has-stopped)',
      ),
    )
  })

  it('inside a tick that filled several lines begins with the first event of that tick', async () => {
    const events = await eventsOf(AMENDED)
    const [first, inside] = insideOf(events)
    const { past, seam, own, name } = right(await forkAt(AMENDED, inside))
    expect(seam.insideOf).toBe(inside)
    expect(past.events).toBe(first)
    expect(own[0]).toMatchObject({ type: 'RunForked', tick: events[first]!.tick })
    expect(await historyOf(ledger, name)).toEqual(await historyOf(ledger, AMENDED))
    const whole = right(await forkAt(AMENDED, first))
    expect(whole.seam.insideOf).toBeNull()
  })

  it('while the price is off-grid takes no new range that the price is outside of, but any fee', async () => {
    const [low, high] = [prices[0]! - 3000, prices[0]! + 3000]
    const range = { lowerPrice: String(low / 10), upperPrice: String(high / 10), gridCount: 3 }
    const narrow = right(await forked(ledger, `${BUSY}.kept`, { at: times[0]!, set: range }))
    const tick = prices.findIndex((price) => price > high || price < low)
    expect(tick).toBeGreaterThan(0)
    const ask = (set: object) => forked(ledger, narrow, { at: times[tick]!, set })
    expect(await ask({ gridCount: 2 })).toMatchObject({
      left: expect.stringContaining('start-outside-range'),
    })
    expect(await ask({ makerFee: '0.0001' })).toMatchObject({ _tag: 'Right' })
  })

  it('right at a funding time settles it first, from the position of the past', async () => {
    const events = await eventsOf(AMENDED)
    const revision = events.findIndex(({ type }) => type === 'FundingSettled')
    const { own } = right(await forkAt(AMENDED, revision, { gridCount: 10 }))
    expect(own.slice(0, 3).map(({ type }) => type)).toEqual([
      'RunForked',
      'FundingSettled',
      'OrderCancelled',
    ])
    expect(own[1]).toMatchObject({ data: { amount: dataOf(events[revision]!).amount } })
    const laid = own.findIndex(({ type }) => type === 'ParametersAmended')
    const sameTick = own.filter(({ tick, type }) => tick === own[0]!.tick && type === 'OrderFilled')
    expect(own[laid]).toMatchObject({ cause: { stream: expect.stringContaining('~') } })
    expect(sameTick).toEqual([])
  })

  it('right before a funding time pays it from the position that its change has left', async () => {
    const events = await eventsOf(AMENDED)
    const settled = events.find(({ type }) => type === 'FundingSettled')!
    const name = right(
      await forked(ledger, AMENDED, { at: settled.timeMicros - 1, set: { gridCount: 10 } }),
    )
    const own = (await eventsOf(name)).slice(
      (await findRun(ledger, name)).forks[0]!.event.data.seam.events,
    )
    const types = own.map(({ type }) => type)
    const [amended, funded] = [types.indexOf('ParametersAmended'), types.indexOf('FundingSettled')]
    expect(own[amended]!.tick).toBe(settled.tick! - 1)
    expect(own[funded]).toMatchObject({ tick: settled.tick, timeMicros: settled.timeMicros })
    expect(funded).toBeGreaterThan(amended)
    expect(own[funded]!.data).toMatchObject({ positionLots: dataOf(settled).positionLots })
  })

  it('at an amendment of the season comes after it, and has the last word', async () => {
    const events = await eventsOf(AMENDED)
    const revision = events.findIndex(({ type }) => type === 'ParametersAmended')
    const { own } = right(await forkAt(AMENDED, revision, { gridCount: 20 }))
    const amended = own.filter(({ type }) => type === 'ParametersAmended').slice(0, 2)
    expect(amended).toMatchObject([
      { tick: own[0]!.tick, data: { parameters: { lowerPrice: '109000', gridCount: 30 } } },
      { tick: own[0]!.tick, data: { parameters: { lowerPrice: '109000', gridCount: 20 } } },
    ])
  })

  it('after a liquidation, or a stop, is refused with the reason', async () => {
    for (const contestant of ['liquidated', 'stopped', 'kept']) {
      const run = `${BUSY}.${contestant}`
      const stop = (await eventsOf(run)).find(({ type }) => type === 'GridStopped')!
      const later = await forked(ledger, run, { at: stop.timeMicros + 1, set: {} })
      const word = contestant === 'liquidated' ? 'liquidated' : 'stopped'
      const expected = `--at: expected a running grid, found one that was ${word}`
      expect(later).toEqual(E.left(`${expected} (grid-has-stopped)`))
      const before = await forked(ledger, run, {
        at: stop.timeMicros,
        set: {},
        name: `to-${contestant}`,
      })
      expect(await historyOf(ledger, right(before))).toEqual(await historyOf(ledger, run))
    }
  })

  it('refuses a change that the grid would refuse, and writes nothing', async () => {
    const before = await headsIn(ledger)
    const time = times[2000]!
    const refused = async (set: object) => forked(ledger, AMENDED, { at: time, set, name: 'never' })
    expect(await refused({ gridCount: 1 })).toMatchObject({
      left: expect.stringContaining('--set gridCount: expected at least 2, found 1'),
    })
    expect(await refused({ direction: 'long' })).toMatchObject({
      left: expect.stringContaining('--set direction: expected neutral, as at the start'),
    })
    expect(await refused({ investment: '5' })).toMatchObject({
      left: expect.stringContaining('--set investment: expected none after the start'),
    })
    expect(await headsIn(ledger)).toEqual(before)
  })

  it('under a name that another fork has is refused, and the same fork is left as it is', async () => {
    const time = times[2000]!
    const ask = (set: object) => forked(ledger, AMENDED, { at: time, set, name: 'twice' })
    const first = right(await ask({ makerFee: '0.0001' }))
    const heads = await headsIn(ledger)
    expect(right(await ask({ makerFee: '0.0001' }))).toBe(first)
    expect(await headsIn(ledger)).toEqual(heads)
    expect(await ask({ makerFee: '0.0003' })).toMatchObject({
      left: expect.stringContaining('give it another name with --as'),
    })
  })
})

const dataOf = (event: SparseEvent) => {
  if (event.type !== 'FundingSettled') throw new Error(event.type)
  return event.data
}

/** The first event of a tick with several fills, and the second fill in it. */
function insideOf(events: readonly SparseEvent[]): readonly [number, number] {
  for (const [revision, { type, tick }] of events.entries()) {
    if (type !== 'OrderFilled' || tick === 0) continue
    const first = events.findIndex((event) => event.tick === tick)
    const second = events.findIndex(
      (event, index) => index > revision && event.tick === tick && event.type === 'OrderFilled',
    )
    if (second > 0) return [first, second]
  }
  throw new Error('no tick filled several lines')
}
