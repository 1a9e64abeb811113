import { BTC_USDT_SWAP, type SparseEvent, decodeEvent, encodeEvent } from '@gridledger/domain'
import type { SeasonBatch } from '../seasonBatch'
import { COIN } from './coin'
import { amended, started, stopped } from './gridSteps'
import { funded } from './moneySteps'
import { cancelled, filled, placed } from './orderSteps'
import { type SeasonSketch, seasonOf } from './seasonOf'
import { type Step, recorded } from './step'
import { MINUTE, START, bars, everyMinute, minutes } from './times'
import type { Written } from './written'

const TICKS = [115, 110, 120, 130, 105]
const sketch = (...steps: readonly Step[]): SeasonSketch => ({ ticks: TICKS, runs: { bot: steps } })

const eventsOf = ({ runs }: SeasonBatch): readonly SparseEvent[] => runs.get('bot')!.events.events

describe('a season of events', () => {
  it('has a market, its entries and its runs, each event as its codec takes it', () => {
    const season = seasonOf({
      ticks: everyMinute(115, '110', 120),
      marks: [
        [minutes(-1), 114],
        [minutes(1), 111],
      ],
      fundings: [
        [minutes(1), 0.0001],
        [minutes(2), '2e-4'],
      ],
      sampleEveryMicros: MINUTE,
      runs: {
        bot: [started(), filled(1, 'buy', 110)],
        rival: { steps: [started({ gridCount: 8 })], entry: { proposedBy: 'somebody' } },
      },
    })
    const all = [
      ...season.opening.flatMap(({ events }) => events),
      ...season.fundings.events,
      ...[...season.runs.values()].flatMap(({ events }) => events.events),
    ]
    for (const event of all) {
      expect(decodeEvent(encodeEvent(event))).toMatchObject({ _tag: 'Right', right: event })
    }
    expect(all.map(({ type }) => type)).toEqual([
      ...['TapeOpened', 'SeasonOpened', 'ContestantEntered', 'ContestantEntered'],
      ...['FundingRatePublished', 'FundingRatePublished'],
      ...['GridStarted', 'OrderFilled', 'GridStarted'],
    ])
    expect(all[3]!.data).toMatchObject({
      contestant: 'rival',
      proposedBy: 'somebody',
      parameters: { gridCount: 8 },
    })
    expect(all[1]!.data).toMatchObject({
      startMicros: START,
      endMicros: minutes(2),
      sampleEveryMicros: MINUTE,
    })
    expect(season.ticks.batch.columns.map((column) => [...column])).toEqual([
      [START, minutes(1), minutes(2)],
      [2, 3, 4],
      [115, 110, 120],
    ])
    expect([...season.marks!.batch.columns[2]!]).toEqual([114, 111])
  })

  it('takes prices one a minute, timed, and as bars', () => {
    const timesOf = (ticks: SeasonSketch['ticks']) =>
      [...seasonOf({ ticks }).ticks.batch.columns[0]!].map((time) => (time - START) / MINUTE)
    expect(timesOf([115, 116])).toEqual([0, 1])
    expect(timesOf([115, [minutes(5), '116']])).toEqual([0, 5])
    expect(timesOf(bars(4 * MINUTE, [1, 2, 3, 4]))).toEqual([0, 1, 2, 4 - 1 / MINUTE])
  })

  it('takes another instrument, its prices in quote currency and its quantities in contracts', () => {
    const steps = [
      started({ lowerPrice: 60000, upperPrice: 70000, gridCount: 10, quantityPerGrid: null }),
      filled(1, 'buy', '64000', { fee: '0.09728' }),
      filled(1, 'buy', '63999.9', { kind: 'rebase', quantity: 0.02 }),
    ]
    const season = seasonOf({
      ticks: ['64350.1', 64000],
      instrument: BTC_USDT_SWAP,
      runs: { bot: steps },
    })
    const [start, fill, rebase] = eventsOf(season)
    // 0.76 contracts are what 1000 USDT at 5x allow.
    expect(start!.data).toMatchObject({
      priceTicks: 643_501,
      quantityLots: 76,
      instrument: BTC_USDT_SWAP,
    })
    expect(fill!.data).toMatchObject({
      line: 4,
      priceTicks: 640_000,
      quantityLots: 76,
      fee: 9_728_000,
    })
    expect(rebase!.data).toMatchObject({ priceTicks: 639_999, quantityLots: 2 })
  })
})

describe('what no ledger would hold is refused:', () => {
  const bot = (...steps: readonly Step[]) => sketch(started(), ...steps)
  const fundings = (...times: readonly number[]) => ({
    ticks: TICKS,
    fundings: times.map((minute) => [minutes(minute), '0.0001'] as const),
  })
  const long: Written = '9'.repeat(20)

  it.each<[what: string, sketch: SeasonSketch, message: string]>([
    ['no tick', { ticks: [] }, 'ticks: expected at least one price, found none'],
    [
      'a price that is none',
      { ticks: [115, '11O'] },
      'ticks[1]: price: expected a price as a number or decimal text, found 11O',
    ],
    [
      'a tick before the one before',
      {
        ticks: [
          [minutes(1), 115],
          [minutes(0), 115],
        ],
      },
      'ticks[1]: time: expected none before the one before it, 2025-01-01T00:01:00Z, found 2025-01-01T00:00:00Z',
    ],
    [
      'a part of a microsecond',
      { ticks: [[0.5, 115]] },
      'ticks[0]: time: expected whole microseconds since 1970, found 0.5',
    ],
    [
      'a mark before the one before',
      {
        ticks: TICKS,
        marks: [
          [minutes(1), 115],
          [minutes(0), 115],
        ],
      },
      'marks[1]: time: expected none before',
    ],
    [
      'a mark after the end',
      { ticks: TICKS, marks: [[minutes(9), 115]] },
      'marks[0]: time: expected a time up to the last tick, 2025-01-01T00:04:00Z, found 2025-01-01T00:09:00Z',
    ],
    ['a rate due with the start', fundings(0), 'fundings[0]: time: expected one after the start'],
    [
      'a rate after the end',
      fundings(1, 5),
      'fundings[1]: time: expected one not before the one before it',
    ],
    ['a rate before the one before', fundings(2, 1), 'found 2025-01-01T00:01:00Z'],
    [
      'a rate that is none',
      { ticks: TICKS, fundings: [[minutes(1), 'much']] },
      'fundings[0]: data.rate: expected a decimal number as a string, found "much"',
    ],
    [
      'an instrument of nothing',
      { ticks: TICKS, instrument: { ...COIN, lotSize: '0' } },
      'TapeOpened: data.instrument.lotSize: expected a positive decimal number as a string, found "0"',
    ],
    [
      'a contestant that nobody could name',
      { ticks: TICKS, runs: { 'My Bot': [] } },
      'ContestantEntered of My Bot: data.contestant: expected a name of a-z, 0-9 and -, found "My Bot"',
    ],
    [
      'a step at a tick that is not there',
      bot(filled(5, 'buy', 110)),
      'bot: steps[1], OrderFilled: tick: expected one from 0 to 4, found 5',
    ],
    [
      'a step at no tick',
      bot(filled(0.5, 'buy', 110)),
      'tick: expected one from 0 to 4, found 0.5',
    ],
    [
      'an event after its successor',
      bot(filled(2, 'buy', 110), funded(1, 1)),
      'bot: steps[2], FundingSettled: tick: expected 2 or later, as OrderFilled before it, found 1',
    ],
    [
      'checks out of order',
      { ticks: TICKS, runs: { bot: { steps: [started()], checks: [2, { tick: 1 }] } } },
      'bot: checks[1]: tick: expected a tick after 2 up to 4, found 1',
    ],
    [
      'a check at a tick that is not there',
      { ticks: TICKS, runs: { bot: { steps: [started()], checks: [5] } } },
      'bot: checks[0]: tick: expected a tick from 0 up to 4, found 5',
    ],
    [
      'a check of nothing',
      { ticks: TICKS, runs: { bot: { steps: [started()], checks: [{ tick: 1, equity: 'x' }] } } },
      'bot: LiquidationChecked at tick 1: expected an amount as a number or decimal text, found x',
    ],
    [
      'a fill before the start',
      sketch(filled(0, 'buy', 110), started()),
      'bot: steps[0], OrderFilled at tick 0: expected GridStarted before it, found nothing',
    ],
    [
      'two starts',
      bot(started()),
      'bot: steps[1], GridStarted at tick 0: expected one start of a run, found another',
    ],
    [
      'a fill after the stop',
      bot(stopped(1), filled(2, 'buy', 110)),
      'bot: steps[2], OrderFilled at tick 2: expected it while the grid runs, found the grid stopped',
    ],
    [
      'a second stop',
      bot(stopped(1), stopped(2)),
      'GridStopped at tick 2: expected it while the grid runs',
    ],
    [
      'a start beyond the lines',
      { ticks: [140], runs: { bot: [started()] } },
      'GridStarted at tick 0: price: expected one inside of the lines, 100 to 140, found 140',
    ],
    [
      'an amendment that lays lines beside the price',
      bot(amended(1, { grid: { lowerPrice: 120 } })),
      'ParametersAmended at tick 1: price: expected one inside of the lines, 120 to 140, found 110',
    ],
    [
      'an amendment of what stays as it was',
      bot(amended(1, { grid: { investment: 5 } })),
      'ParametersAmended at tick 1: investment: expected a known key',
    ],
    [
      'a parameter that is none',
      sketch(started({ leverage: -1 })),
      'GridStarted at tick 0: leverage: expected a positive',
    ],
    [
      'a quantity that the margin does not allow',
      sketch(started({ quantityPerGrid: null, investment: 10 })),
      'GridStarted at tick 0: investment: expected at least',
    ],
    [
      'a grid’s fill beside its lines',
      bot(filled(1, 'buy', 111)),
      'OrderFilled at tick 1: price: expected that of a line (100, 110, 120, 130, 140) or a kind other than grid, found 111',
    ],
    [
      'an order on a line that is not there',
      bot(placed(1, 'buy', 5)),
      'OrderPlaced at tick 1: line: expected one from 0 to 4, found 5',
    ],
    [
      'a cancelled order there',
      bot(cancelled(1, 'buy', -1)),
      'OrderCancelled at tick 1: line: expected one from 0 to 4, found -1',
    ],
    [
      'too much money',
      bot(funded(1, long)),
      'FundingSettled at tick 1: an amount of money: expected an integer within 2^53',
    ],
    [
      'an event that its codec does not take',
      bot(recorded(1, { type: 'GridStopped', data: { reason: 'stopLoss', equity: 0.5 } })),
      'GridStopped at tick 1: data.equity: expected an amount as a decimal string',
    ],
  ])('%s', (_what, refusedSketch, message) => {
    const make = () => seasonOf(refusedSketch)
    expect(make).toThrow(RangeError)
    expect(make).toThrow(message)
  })
})
