import { from, lastValueFrom } from 'rxjs'
import {
  BTC_USDT_SWAP,
  Decimal,
  type GridParameters,
  type RunEvent,
  decide,
  initialState,
  instrumentUnits,
  planStart,
  start,
  ticksOf,
} from '@gridledger/domain'
import { type Projection, project } from '@gridledger/projections'
import { memoryLedger, readSeason } from '@gridledger/replayer'
import { play, prepared, right, seasonOne } from '../season/shared'

const parameters: GridParameters = {
  direction: 'long',
  spacing: 'arithmetic',
  lowerPrice: '60000',
  upperPrice: '70000',
  gridCount: 10,
  leverage: '5',
  investment: '1000',
  reserve: '0',
  quantityPerGrid: null,
  basePosition: true,
  takeProfit: null,
  stopLoss: null,
  makerFee: '0.0002',
  takerFee: '0.0005',
  onStop: 'close',
  slippageTicks: 0,
}

/** The long grid of the rules' worked example, started at 64350; `tick` gives what a price makes. */
function startedGrid(): { readonly tick: (price: string) => readonly RunEvent[] } {
  const ticks = (price: string) => ticksOf(instrumentUnits(BTC_USDT_SWAP), new Decimal(price))
  const state = initialState({ run: 'run-x.bot', checks: 'checks-x.bot', ticks: 'ticks-x' })
  let events: RunEvent[] = []
  const emit = {
    event: (event: RunEvent) => void events.push(event),
    liquidationChecked: () => undefined,
  }
  const at = (revision: number, price: string) => {
    return {
      timeMicros: revision * 1_000_000,
      revision,
      priceTicks: ticks(price),
      markTicks: ticks(price),
    }
  }
  const rules = { fillRule: 'touch', neutralStart: 'slots' } as const
  const request = { instrument: BTC_USDT_SWAP, parameters, rules }
  const plan = right(planStart(request, { ...at(0, '64350'), highTicks: 0 }))
  start(state, at(0, '64350'), emit, request, plan, { stream: 'season-x', revision: 1 })
  return {
    tick: (price) => {
      events = []
      decide(state, at(state.fills, price), emit)
      return events
    },
  }
}

describe('the examples of the README', () => {
  // #region given-when-then
  it('a buy that fills at a line puts a sell on the next line', () => {
    const grid = startedGrid() // long, 60000 to 70000, 10 grids, 5x, 1000 USDT, at 64350

    const events = grid.tick('64000')

    const order = { slot: 4, quantityLots: 76 }
    expect(events).toMatchObject([
      {
        type: 'OrderFilled',
        data: { ...order, side: 'buy', line: 4, priceTicks: 640_000, fee: 9_728_000 },
      },
      { type: 'OrderPlaced', data: { ...order, side: 'sell', line: 5, priceTicks: 650_000 } },
    ])
  })
  // #endregion

  it('a projection over a recorded season', async () => {
    const ledger = memoryLedger()
    await play(ledger, prepared(seasonOne()))
    // #region projection
    /** How often each grid line was filled. */
    const fillsPerLine: Projection<ReadonlyMap<number, number>> = {
      name: 'fills-per-line',
      version: 1,
      initialView: new Map(),
      on: {
        OrderFilled: (view, { data: { line } }) => {
          if (line === null) return view // bought or sold at the market
          return new Map(view).set(line, (view.get(line) ?? 0) + 1)
        },
      },
    }

    const season = from(readSeason(ledger, 'okx-aicoin-2025'))
    const view = await lastValueFrom(season.pipe(project(fillsPerLine, 'qwen3')))
    // #endregion
    const total = [...view.values()].reduce((sum, fills) => sum + fills, 0)
    const { board } = await play(ledger, prepared(seasonOne()))
    expect(total).toBe(
      board.rows.find(({ entry }) => entry.contestant === 'qwen3')?.report.tradeNum,
    )
  })
})
