import { BTC_USDT_SWAP } from '@gridledger/domain'
import type { SeasonBatch } from '../seasonBatch'
import { type SimulationSketch, simulatedSeason } from './simulatedSeason'
import { minutes } from './times'
import { usdt } from './written'

const told = (season: SeasonBatch, contestant = 'bot') =>
  season.runs.get(contestant)!.events.events.map(({ type, tick }) => `${type} ${tick ?? ''}`)

describe('a simulated season', () => {
  it('has what the engine makes of the grid whose lines can be done in the head', () => {
    expect(told(simulatedSeason({ ticks: [115, 110, 120, 115] }))).toEqual([
      'GridStarted 0',
      'OrderPlaced 0',
      'OrderPlaced 0',
      'OrderPlaced 0',
      'OrderPlaced 0',
      'OrderFilled 1',
      'OrderPlaced 1',
      'OrderFilled 2',
      'OrderPlaced 2',
      'GridStopped 3',
    ])
  })

  it('has each bot in order of entry, with what it entered with', () => {
    const bots = { zoe: { direction: 'long', leverage: 3 }, ann: { gridCount: 8 } } as const
    const season = simulatedSeason({ ticks: [115, 110, 120], bots })
    const [opened, ...entries] = season.opening[1]!.events
    expect(opened!.data).toMatchObject({ fillRule: 'touch', neutralStart: 'slots' })
    expect(entries.map(({ data }) => data)).toMatchObject([
      { contestant: 'zoe', parameters: { direction: 'long', leverage: '3', lowerPrice: '100' } },
      { contestant: 'ann', parameters: { direction: 'neutral', gridCount: 8 } },
    ])
    expect([...season.runs.keys()]).toEqual(['zoe', 'ann'])
    // The base of a long grid: one coin for each line above.
    expect(told(season, 'zoe').slice(0, 3)).toEqual([
      'GridStarted 0',
      'OrderFilled 0',
      'OrderFilled 0',
    ])
    expect(season.runs.get('ann')!.events.stream).toBe('run-sketched.ann')
    expect(season.runs.get('zoe')!.checks!.batch.count).toBe(2)
  })

  it('has funding, marks, amendments, stops and liquidations', () => {
    const amendments = [
      { atMicros: minutes(1), set: { addMargin: 50 } },
      { atMicros: minutes(2), set: { gridCount: 1 } },
    ]
    const season = simulatedSeason({
      ticks: [115, 110, 110, 90, 90],
      marks: [[minutes(3), 95]],
      fundings: [[minutes(2), 0.001]],
      bots: {
        amended: { amendments },
        careful: { stopLoss: { price: 95 } },
        bold: { direction: 'long', leverage: 100, investment: 25, quantityPerGrid: 10 },
      },
    })
    const ofBot = (name: string) => season.runs.get(name)!.events.events
    expect(told(season, 'amended').filter((line) => !line.startsWith('Order'))).toEqual([
      'GridStarted 0',
      'ParametersAmended 1',
      'FundingSettled 2',
      'AmendmentRefused 2',
      'GridStopped 4',
    ])
    // One coin at a mark of 110: from the line of 110 on.
    expect(ofBot('amended').find(({ type }) => type === 'FundingSettled')).toMatchObject({
      data: { amount: usdt('-0.11'), rate: '0.001' },
      cause: { stream: 'tape-sketched-tape', revision: 1 },
    })
    expect(told(season, 'careful')).toContain('StopLossTriggered 3')
    expect(told(season, 'bold')).toContain('PositionLiquidated 1')
  })

  it('has the fill rule, the start and the instrument that are asked for', () => {
    const fills = (sketch: Omit<SimulationSketch, 'ticks'>) =>
      told(simulatedSeason({ ticks: [115, 110, 109, 115], ...sketch })).filter((line) =>
        line.startsWith('OrderFilled'),
      )
    expect(fills({})).toEqual(['OrderFilled 1'])
    expect(fills({ fillRule: 'cross' })).toEqual(['OrderFilled 2'])
    // Of the two lines at the same distance the lower one is left out.
    expect(fills({ neutralStart: 'skip-nearest' })).toEqual([])
    const bots = { bot: { lowerPrice: 60000, upperPrice: 70000, quantityPerGrid: null } }
    const swap = simulatedSeason({ ticks: ['64350.1', 64000], instrument: BTC_USDT_SWAP, bots })
    expect(swap.runs.get('bot')!.events.events[0]!.data).toMatchObject({ priceTicks: 643_501 })
  })
})

describe('what cannot be simulated is refused:', () => {
  const amendedAt = (...times: readonly number[]): SimulationSketch => ({
    ticks: [115, 110, 120],
    bots: { bot: { amendments: times.map((minute) => ({ atMicros: minutes(minute), set: {} })) } },
  })

  it.each<[what: string, sketch: SimulationSketch, message: string]>([
    [
      'a start without an end',
      { ticks: [115] },
      'ticks: expected at least two, a start and an end, found one',
    ],
    [
      'a grid that the engine refuses, in its words',
      { ticks: [145, 110], bots: { bold: {} } },
      'bots.bold: lowerPrice, upperPrice: expected the price inside 100 to 140, found 145 (start-outside-range)',
    ],
    [
      'a parameter that is none',
      { ticks: [115, 110], bots: { bold: { investment: 'all' } } },
      'bots.bold: investment: expected a positive amount as a string',
    ],
    [
      'an amendment of what stays as it was',
      {
        ticks: [115, 110, 120],
        bots: { bot: { amendments: [{ atMicros: minutes(1), set: { leverage: 0 } }] } },
      },
      'bots.bot: amendments[0].set: leverage: expected a positive decimal number as a string, found "0"',
    ],
    [
      'a fill rule that only trades can show',
      {
        ticks: [115, 110, 120],
        bots: { bot: { amendments: [{ atMicros: minutes(1), set: { fillRule: 'through' } }] } },
      },
      'bots.bot: amendments[0].set: fillRule: expected touch or cross on a tape of candles, which shows no trades, found through',
    ],
    [
      'an amendment with the start',
      amendedAt(0),
      'bots.bot: amendments[0].atMicros: expected a time between 2025-01-01T00:00:00Z and 2025-01-01T00:02:00Z',
    ],
    [
      'an amendment with the end',
      amendedAt(1, 2),
      'amendments[1].atMicros: expected a time between 2025-01-01T00:01:00Z',
    ],
    ['amendments out of order', amendedAt(1, 1), 'amendments[1].atMicros'],
    ['what is no market', { ticks: [115, 'x'] }, 'ticks[1]: price: expected a price'],
    [
      'a name that is none',
      { ticks: [115, 116], bots: { 'a b': {} } },
      'expected a name of a-z, 0-9 and -',
    ],
  ])('%s', (_what, sketch, message) => {
    const make = () => simulatedSeason(sketch)
    expect(make).toThrow(RangeError)
    expect(make).toThrow(message)
  })
})
