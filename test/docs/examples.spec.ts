import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BTC_USDT_SWAP,
  Decimal,
  type RunEvent,
  decide,
  initialState,
  instrumentUnits,
  planStart,
  start,
  ticksOf,
} from '@gridledger/domain'
import { gridledger } from '../cli/gridledger'
import { right } from '../season/shared'
import { worked as parameters } from '../support/gridSamples'

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

  it('a projection over a recorded season, as a script of its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gridledger-example-'))
    try {
      expect((await gridledger(folder, 'run', 'okx-aicoin-2025')).code).toBe(0)
      const script = join(__dirname, 'fills-per-line.mts')
      const { stdout, status } = spawnSync(process.execPath, [script], {
        cwd: folder,
        encoding: 'utf8',
      })
      expect(status).toBe(0)
      const fills = [...stdout.matchAll(/=> (\d+)/g)].map(([, count]) => Number(count))
      const { runs } = JSON.parse(
        (await gridledger(folder, 'run', 'okx-aicoin-2025', '--json')).out,
      )
      const qwen3 = runs.find(({ contestant }: { contestant: string }) => contestant === 'qwen3')
      expect(fills).toHaveLength(21)
      expect(fills.reduce((sum, count) => sum + count, 0)).toBe(qwen3.tradeNum)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
