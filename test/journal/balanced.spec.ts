import { type RunEvent, type SparseEvent, instrumentUnits, priceOf } from '@gridledger/domain'
import {
  type Balances,
  type JournalEntry,
  type SeasonBatch,
  bookedEquity,
  bookedFees,
  bookedProfit,
  entriesOf,
  equity,
  foldBatch,
  journal,
  journalAccounts,
  withoutEntries,
} from '@gridledger/projections'
import { type TimedPrice, cutBefore, seasonOf, viewOf } from '@gridledger/projections/testing'
import { amendedSeasons } from '../engine/amendedSeasons'
import { type EmittedEvent, MINUTE, STREAMS, drive } from '../engine/harness'
import { hold, same } from '../engine/hold'
import { type Purse, openPurse } from '../engine/purse'
import type { Season } from '../engine/seasons'
import { openOwnBooks } from './ownBooks'

const RUNS = 120
const SAMPLE_EVERY = 7 * MINUTE
const cases = amendedSeasons(50, 300)
const EXPECTED = { margin: 2, relaid: 5, liquidated: 2, stopped: 5, short: 100, pairs: 50 }

describe('the journal of a run, whatever its grid, tape, funding and amendments', () => {
  it('books each event that moves money once, in order, and every sample', () => {
    hold(cases, 40, {}, (season) => {
      const { events } = drive(season)
      const entries = entriesIn(batchOf(season, events))
      const booked = events.flatMap(({ event }, revision) => (movesMoney(event) ? [revision] : []))
      same(
        entries.filter(({ event }) => event.type !== 'Valued').map(({ event }) => event.revision),
        booked,
      )
      const last = season.ticks.length - 1
      const samples = season.ticks
        .map(({ timeMicros }) => timeMicros)
        .filter((time, tick) => tick > 0 && (last * MINUTE - time) % SAMPLE_EVERY === 0)
      same(
        entries.filter(({ event }) => event.type === 'Valued').map(({ event }) => event.timeMicros),
        samples,
      )
    })
  })

  it('balances after every entry, by arithmetic of our own', () => {
    hold(cases, RUNS, EXPECTED, (season, { count }) => {
      const { events } = drive(season)
      const { moneyPerLotTick } = instrumentUnits(season.instrument)
      const [purse, own] = [openPurse(season), openOwnBooks(moneyPerLotTick)]
      const sums = new Map(journalAccounts.map((account) => [account, 0n]))
      let next = 0
      for (const entry of entriesIn(batchOf(season, events))) {
        const { event, balances, postings } = entry
        const upTo = event.type === 'Valued' ? next : event.revision + 1
        for (; next < upTo; next += 1) {
          const seen = events[next]!.event
          purse.book(seen)
          own.book(seen)
        }
        for (const { account, amount } of postings) {
          sums.set(account, sums.get(account)! + BigInt(amount))
        }
        same(Object.fromEntries(sums), inBigIntegers(balances))
        same([sumOf(postings), sumOf(postings.filter(isMemo))], [0n, 0n])
        const { markTicks } = season.ticks[event.tick ?? 0]!
        expectBooks(entry, purse, markTicks)
        same(own.gridProfit(), BigInt(balances['bot:grid-profit']))
        same(own.unpaired(markTicks), BigInt(balances['bot:unpaired']))
        same([own.pairs(), own.pairFees()], [entry.pairs, BigInt(entry.pairFees)])
        count('pairs', entry.pairs > 0 && next === events.length)
      }
      tally(events, count)
    })
  })

  it('has the equity of the equity view at every sample, however the batches are cut', () => {
    hold(cases, 20, {}, (season) => {
      const { events } = drive(season)
      const batch = batchOf(season, events)
      const { samples } = viewOf(equity, batch).sampling
      const entries = entriesIn(batch)
      const valued = entries.filter(({ event }) => event.type === 'Valued')
      same(
        [entries[0]!, ...valued].map(({ balances }) => bookedEquity(balances)),
        samples.map((sample) => sample.equity),
      )
      const third = Math.floor(season.ticks.length / 3)
      same(entriesIn(batch, third, third + 1, 2 * third), entries)
    })
  })
})

/** The accounts against the purse, which knows no accounts. */
function expectBooks(
  { balances, positionLots }: JournalEntry,
  purse: Purse,
  markTicks: number,
): void {
  same(BigInt(bookedEquity(balances)), purse.equity(markTicks))
  same(
    [balances['assets:position:cost'], bookedFees(balances), -balances['income:funding']].map(
      BigInt,
    ),
    [purse.cost(), purse.fees(), purse.funding()],
  )
  same(BigInt(positionLots), purse.position())
  same(balances['assets:position:cost'] + balances['assets:position:owed'], 0)
  same(bookedProfit(balances), balances['bot:grid-profit'] + balances['bot:unpaired'])
  same(balances['income:unrealised'] + balances['assets:position:unrealised'], 0)
}

/** What was driven, as a ledger would have read it: each tick the open of a bar, with its mark. */
function batchOf(season: Season, events: readonly EmittedEvent[]): SeasonBatch {
  const { instrument, ticks } = season
  const quoted = (price: number) => priceOf(instrumentUnits(instrument), price).toFixed()
  const prices = ticks.map(({ timeMicros, priceTicks }): TimedPrice => {
    return [timeMicros, quoted(priceTicks)]
  })
  const marks = ticks.map(({ timeMicros, markTicks }): TimedPrice => {
    return [timeMicros, quoted(markTicks)]
  })
  const recorded = events.map(({ event, timeMicros, tick, cause }): SparseEvent => ({
    ...event,
    timeMicros,
    tick,
    cause,
  }))
  const sketch = { ticks: prices, marks, instrument, sampleEveryMicros: SAMPLE_EVERY }
  const run = { stream: STREAMS.run, firstRevision: 0, events: recorded }
  return { ...seasonOf(sketch), runs: new Map([['bot', { events: run, checks: null }]]) }
}

function entriesIn(whole: SeasonBatch, ...cuts: readonly number[]): readonly JournalEntry[] {
  let view = journal.initialView
  const entries = cutBefore(whole, ...cuts).flatMap((batch) => {
    view = foldBatch(journal, withoutEntries(view), batch, 'bot')
    return entriesOf(view)
  })
  return [...entries, ...entriesOf(journal.finish!(withoutEntries(view)))]
}

function movesMoney(event: RunEvent): boolean {
  if (event.type === 'ParametersAmended') return event.data.addedMargin !== 0
  return [
    'GridStarted',
    'OrderFilled',
    'FundingSettled',
    'PositionLiquidated',
    'GridStopped',
  ].includes(event.type)
}

const isMemo = ({ account }: JournalEntry['postings'][number]) => account.startsWith('bot:')
const sumOf = (postings: JournalEntry['postings']) =>
  postings.reduce((sum, { amount }) => sum + BigInt(amount), 0n)
const inBigIntegers = (balances: Balances) =>
  Object.fromEntries(journalAccounts.map((account) => [account, BigInt(balances[account])]))

function tally(
  events: readonly EmittedEvent[],
  count: (kind: string, isSo?: boolean) => void,
): void {
  let position = 0
  for (const { event } of events) {
    if (event.type === 'ParametersAmended') {
      count('margin', event.data.addedMargin > 0)
      count('relaid', event.data.relaid)
    }
    count('liquidated', event.type === 'PositionLiquidated')
    count('stopped', event.type === 'StopLossTriggered' || event.type === 'TakeProfitTriggered')
    if (event.type !== 'OrderFilled') continue
    position += event.data.side === 'buy' ? event.data.quantityLots : -event.data.quantityLots
    count('short', position < 0)
  }
}
