import {
  MINUTE,
  type SeasonSketch,
  type Step,
  amended,
  cutBefore,
  everyMinute,
  filled,
  funded,
  placed,
  seasonOf,
  started,
  stopped,
  usdt,
  viewOf,
} from './testing'
import { type JournalEntry, entriesOf, journal, withoutEntries } from './journal'
import { bookedEquity, bookedProfit, journalAccounts } from './journalAccounts'

const TICKS = everyMinute(115, 110, 120, 100, 130)

function entries(steps: readonly Step[], sketch: Partial<SeasonSketch> = {}) {
  const runs = { bot: { steps: [started(), ...steps] } }
  return entriesOf(viewOf(journal, seasonOf({ ticks: TICKS, ...sketch, runs })))
}

/** The postings of an entry in USDT, by account. */
const posted = ({ postings }: JournalEntry) =>
  Object.fromEntries(postings.map(({ account, amount }) => [account, amount / 1e8]))

const buy = filled(1, 'buy', 110, { line: 1, slot: 1, fee: '0.5' })
const sell = filled(2, 'sell', 120, { line: 2, slot: 1, fee: '0.25' })

describe('the entry of', () => {
  it('a start puts the investment in', () => {
    expect(posted(entries([])[0]!)).toEqual({ 'assets:margin': 1000, 'capital:investment': -1000 })
  })

  it('a buy is owed, pays its fee and is valued at the mark of its tick', () => {
    // The mark at tick 1 is 113: bought at 110 it has gained 3.
    const [, entry] = entries([buy], { marks: [[TICKS[1]![0], 113]] })
    expect(posted(entry!)).toEqual({
      'assets:margin': -0.5,
      'assets:position:cost': 110,
      'assets:position:owed': -110,
      'assets:position:unrealised': 3,
      'income:unrealised': -3,
      'expenses:fees:maker': 0.5,
      'bot:unpaired': 2.5,
      'bot:contra': -2.5,
    })
    expect([entry!.markTicks, entry!.positionLots, entry!.pairs]).toEqual([113, 1, 0])
  })

  it('a sale that closes a pair is realised, and takes the fee of its first fill along', () => {
    const [, , entry] = entries([buy, sell])
    expect(posted(entry!)).toEqual({
      'assets:margin': 9.75,
      'assets:position:cost': -110,
      'assets:position:owed': 110,
      'income:realised': -10,
      'expenses:fees:maker': 0.25,
      'bot:grid-profit': 9.25,
      'bot:unpaired': 0.5,
      'bot:contra': -9.75,
    })
    expect([entry!.pairs, entry!.pairFees]).toEqual([1, usdt('0.75')])
  })

  it('a pair that the average entry makes a loss: two bought at 130 and 100, one sold at 110', () => {
    const dear = filled(1, 'buy', 130, { line: 3, slot: 3 })
    const cheap = filled(2, 'buy', 100, { line: 0, slot: 0 })
    const sold = filled(3, 'sell', 110, { line: 1, slot: 0 })
    const postings = posted(entries([dear, cheap, sold])[3]!)
    expect(postings).toMatchObject({ 'income:realised': 5, 'bot:grid-profit': 10 })
  })

  it('a sale that goes on to the other side: one closed at 120, one sold short', () => {
    const twice = filled(2, 'sell', 120, { quantity: 2, kind: 'rebase' })
    const entry = entries([filled(1, 'buy', 110), twice])[2]!
    expect(posted(entry)).toMatchObject({
      'assets:margin': 10,
      'assets:position:cost': -230,
      'assets:position:owed': 230,
      'income:realised': -10,
    })
    expect(entry.positionLots).toBe(-1)
  })

  it('a stop is paid as taker, and its loss is unpaired', () => {
    const close = filled(3, 'sell', 100, { kind: 'stop', fee: '0.05' })
    const list = entries([buy, close, stopped(3, 'stopLoss')])
    expect(posted(list[2]!)).toMatchObject({ 'income:realised': 10, 'expenses:fees:taker': 0.05 })
    expect(list[2]!.balances['bot:unpaired']).toBe(usdt('-10.55'))
    expect(list[3]!.postings).toEqual([])
  })

  it.each([
    ['received', '1.5', { 'assets:margin': 1.5, 'income:funding': -1.5 }],
    ['paid', '-4', { 'assets:margin': -4, 'income:funding': 4 }],
  ])('funding %s', (_, amount, expected) => {
    expect(posted(entries([funded(1, amount)])[1]!)).toMatchObject(expected)
  })

  it('added margin is capital, and no profit', () => {
    const [, entry] = entries([amended(1, { addedMargin: '500' })])
    expect(posted(entry!)).toEqual({ 'assets:margin': 500, 'capital:added-margin': -500 })
    expect([bookedEquity(entry!.balances), bookedProfit(entry!.balances)]).toEqual([usdt(1500), 0])
  })

  it('a sample values the position where nothing else does, before what its tick brings', () => {
    const list = entries([buy, sell], { sampleEveryMicros: MINUTE })
    const texts = list.map(
      ({ event, positionLots }) => `${event.type} ${event.tick} ${positionLots}`,
    )
    expect(texts).toEqual([
      'GridStarted 0 0',
      'Valued 1 0',
      'OrderFilled 1 1',
      'Valued 2 1',
      'OrderFilled 2 0',
      'Valued 3 0',
      'Valued 4 0',
    ])
    expect(posted(list[3]!)).toMatchObject({ 'assets:position:unrealised': 10 })
    expect(list[3]!.event).toMatchObject({ stream: 'ticks-sketched-tape', revision: 2 })
  })
})

it('orders and amendments that move no money make no entry', () => {
  const steps = [placed(1, 'buy', 1), amended(1, { relaid: true })]
  expect(entries(steps).map(({ event }) => event.type)).toEqual(['GridStarted', 'Valued'])
})

it('goes on without the entries that were read, and changes no view that was made before', () => {
  const runs = { bot: { steps: [started(), buy, sell] } }
  const [before, after] = cutBefore(seasonOf({ ticks: TICKS, runs }), 2)
  const first = viewOf(journal, before!)
  const rest = viewOf({ ...journal, initialView: withoutEntries(first) }, after!)
  expect(entriesOf(first).map(({ event }) => event.type)).toEqual(['GridStarted', 'OrderFilled'])
  expect(entriesOf(rest).map(({ event }) => event.type)).toEqual(['OrderFilled', 'Valued'])
  expect(journalAccounts.map((account) => journal.initialView.balances[account])).toEqual(
    journalAccounts.map(() => 0),
  )
})
