import {
  BTC_USDT_SWAP,
  type BotState,
  Decimal,
  type Emit,
  type GridParameters,
  type MarketRules,
  type StartRequest,
  initialState,
  instrumentUnits,
  planStart,
  start,
} from '@gridledger/domain'

export const bitcoin = instrumentUnits(BTC_USDT_SWAP)

/** The grid of the worked examples: 60000 to 70000, 10 grids, 5x, 1000 USDT, long with base. */
export const worked: GridParameters = {
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

/** The price at which the worked examples start: 64350. */
export const workedPriceTicks = 643500

/** A start of the worked grid with some of its parameters changed. */
export function requestOf(
  changes: Partial<GridParameters> = {},
  rules: Partial<MarketRules> = {},
): StartRequest {
  return {
    instrument: BTC_USDT_SWAP,
    parameters: { ...worked, ...changes },
    rules: { fillRule: 'touch', neutralStart: 'slots', ...rules },
  }
}

/** OKX's example A: a long grid from 10 to 100000 in 50 grids of 1 contract, started at 29216.3. */
export const exampleA = requestOf({
  lowerPrice: '10',
  upperPrice: '100000',
  gridCount: 50,
  investment: '10000',
  quantityPerGrid: '1',
})

/** A check of a tick, as the engine records it. */
export interface RecordedCheck {
  readonly equity: number
  readonly maintenance: number
  readonly pendingFees: number
}

/** A bot right after its start at this price; undefined where the start is refused. */
export function startedBot(
  request: StartRequest,
  priceTicks: number,
  emit: Emit = silent,
): BotState | undefined {
  const market = { priceTicks, markTicks: priceTicks, highTicks: priceTicks }
  const plan = planStart(request, market)
  if (plan._tag === 'Left') return undefined
  const state = initialState({ run: 'run-sample', checks: 'checks-sample', ticks: 'ticks-sample' })
  const cause = { stream: 'season-sample', revision: 0 }
  start(state, { timeMicros: 0, revision: 0, ...market }, emit, request, plan.right, cause)
  return state
}

/** Takes everything and keeps nothing. */
export const silent: Emit = { event: () => undefined, liquidationChecked: () => undefined }

/** How far a figure lies from the one expected, as a share of the latter. */
export function relativeError(actual: Decimal | string | null, expected: string): number {
  if (actual === null) throw new Error(`expected ${expected}, found null`)
  return new Decimal(actual).div(expected).minus(1).abs().toNumber()
}

/** What OKX prints is binary floating point: it is held to 1e-12 relative. */
export function expectClose(actual: Decimal | string | null, expected: string): void {
  const found = actual === null ? 'null' : actual.toString()
  expect({ expected, found, isClose: relativeError(actual, expected) < 1e-12 }).toEqual({
    expected,
    found,
    isClose: true,
  })
}
