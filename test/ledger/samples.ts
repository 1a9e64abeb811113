import {
  BTC_USDT_SWAP,
  type DenseBatch,
  type DenseType,
  type EventBatch,
  type GridParameters,
  type SparseBatch,
  type SparseEvent,
  type SparseType,
  denseWidth,
} from '@gridledger/domain'

const parameters: GridParameters = {
  direction: 'long',
  spacing: 'geometric',
  lowerPrice: '100000.5',
  upperPrice: '120000',
  gridCount: 3,
  leverage: '10',
  investment: '1000.00000001',
  reserve: '0.1',
  quantityPerGrid: null,
  basePosition: true,
  takeProfit: { ratio: '0.5' },
  stopLoss: { price: '90000' },
  makerFee: '0.0002',
  takerFee: '-0.0005',
  onStop: 'close',
  slippageTicks: 0,
}
const source = { file: 'candles "1m", ü.csv', rows: 3, sha256: '0'.repeat(64) }
const stop = { by: 'ratio', threshold: '0.5', priceTicks: 1101430, equity: -1 } as const

const place = (index: number) => ({
  timeMicros: 1_760_000_000_000_000 + index,
  tick: index % 3 === 0 ? null : index,
  cause: { stream: 'ticks-candles-1m-0123456789ab', revision: index },
})

/** One event of each sparse type; the compiler asks for every type. */
export const EXAMPLES: { readonly [T in SparseType]: Extract<SparseEvent, { type: T }> } = {
  TapeOpened: {
    type: 'TapeOpened',
    ...place(0),
    data: {
      tape: 'candles-1m-0123456789ab',
      kind: 'candles',
      instrument: BTC_USDT_SWAP,
      candles: source,
      intervalMicros: 60_000_000,
      candlePath: 'nearest',
      mark: null,
      markIntervalMicros: null,
      funding: source,
      fundingFromMicros: 0,
      fundingToMicros: 1_760_000_000_000_000,
      fromMicros: 1_760_000_000_000_000,
      toMicros: 1_760_000_180_000_000,
    },
  },
  FundingRatePublished: {
    type: 'FundingRatePublished',
    ...place(1),
    data: { rate: '-0.00012345678901234567890' },
  },
  TapeSealed: {
    type: 'TapeSealed',
    ...place(2),
    data: { ticks: 12, marks: 0, fundings: 1, lowTicks: 1, highTicks: 9 },
  },
  SeasonOpened: {
    type: 'SeasonOpened',
    ...place(3),
    data: {
      season: 'okx-1',
      title: 'Season “one”\n\u2028\u0000 \\ 网格 🟩',
      notes: ['published by “somebody”', ''],
      instrument: 'BTC-USDT-SWAP',
      tape: 'candles-1m-0123456789ab',
      startMicros: 1_760_000_000_000_000,
      endMicros: 1_760_000_180_000_000,
      sampleEveryMicros: 60_000_000,
      fillRule: 'touch',
      neutralStart: 'slots',
    },
  },
  ContestantEntered: {
    type: 'ContestantEntered',
    ...place(4),
    data: {
      contestant: 'bot-1',
      kind: 'grid',
      parameters,
      amendments: [
        { atMicros: 1_760_000_060_000_000, set: { takeProfit: null, addMargin: '10' } },
        { atMicros: 1_760_000_120_000_000, set: {} },
      ],
      proposedBy: 'somebody',
      rationale: null,
      confidence: '0.7',
      chartInterval: null,
      published: { returnPct: '1.5', note: '' },
    },
  },
  SeasonClosed: { type: 'SeasonClosed', ...place(5), data: {} },
  GridStarted: {
    type: 'GridStarted',
    ...place(6),
    data: {
      rulesVersion: 1,
      instrument: BTC_USDT_SWAP,
      parameters,
      fillRule: 'cross',
      neutralStart: 'skip-nearest',
      linesTicks: [1000005, 1062660, 1129240, 1200000],
      quantityLots: 12,
      priceTicks: 1101430,
      markTicks: 1101431,
    },
  },
  OrderPlaced: {
    type: 'OrderPlaced',
    ...place(7),
    data: { side: 'buy', line: 1, slot: 1, priceTicks: 1062660, quantityLots: 12 },
  },
  OrderFilled: {
    type: 'OrderFilled',
    ...place(8),
    data: {
      fill: 1,
      kind: 'grid',
      side: 'sell',
      line: 2,
      slot: 1,
      order: 7,
      priceTicks: 1129240,
      quantityLots: 12,
      fee: 27_101_760,
    },
  },
  OrderCancelled: { type: 'OrderCancelled', ...place(9), data: { side: 'buy', line: 0, order: 3 } },
  FundingSettled: {
    type: 'FundingSettled',
    ...place(10),
    data: { rate: '0.0001', markTicks: 1101431, positionLots: -12, amount: 1 },
  },
  PositionLiquidated: {
    type: 'PositionLiquidated',
    ...place(11),
    data: {
      markTicks: 1,
      positionLots: -12,
      fee: 0,
      takenOver: 8_999_999_999_999_999,
      shortfall: -8_999_999_999_999_999,
    },
  },
  TakeProfitTriggered: { type: 'TakeProfitTriggered', ...place(12), data: stop },
  StopLossTriggered: { type: 'StopLossTriggered', ...place(13), data: { ...stop, by: 'price' } },
  ParametersAmended: {
    type: 'ParametersAmended',
    ...place(14),
    data: {
      set: { gridCount: 4, stopLoss: { ratio: '0.2' } },
      parameters,
      fillRule: 'touch',
      addedMargin: 0,
      relaid: false,
      linesTicks: [],
      quantityLots: 12,
      priceTicks: 1101430,
    },
  },
  AmendmentRefused: {
    type: 'AmendmentRefused',
    ...place(15),
    data: {
      set: { lowerPrice: '130000' },
      reason: 'upper-not-above-lower',
      field: 'lowerPrice',
      expected: 'below 120000',
      found: '130000',
    },
  },
  GridStopped: {
    type: 'GridStopped',
    ...place(16),
    data: { reason: 'seasonEnd', equity: 100_000_000_001 },
  },
  RunForked: {
    type: 'RunForked',
    ...place(17),
    data: {
      parent: 'okx-1.bot-1~other',
      lineage: ['okx-1.bot-1', 'okx-1.bot-1~other'],
      seam: {
        tick: 17,
        events: 4,
        checks: 9,
        eventsChain: 'a'.repeat(64),
        checksChain: 'b'.repeat(64),
      },
      tape: 'candles-1m-0123456789ab',
      set: { lowerPrice: '100000', takeProfit: null, neutralStart: 'all' },
    },
  },
  ForkClosed: { type: 'ForkClosed', ...place(18), data: {} },
}

/** Orders number `first` to before `first + count`, no two alike. */
export function orders(first: number, count: number): SparseBatch {
  return {
    kind: 'sparse',
    events: Array.from({ length: count }, (_, index) => order(first + index)),
  }
}

function order(number: number): SparseEvent {
  const { data, ...rest } = EXAMPLES.OrderPlaced
  return { ...rest, timeMicros: number, tick: number, data: { ...data, priceTicks: number } }
}

/** Ticks number `first` to before `first + count`, no two alike, with jumps up to 2^53. */
export function ticks(first: number, count: number): DenseBatch {
  const row = (number: number) => {
    const price = (number % 2 === 0 ? 1 : -1) * (2 ** (number % 54) - 1)
    return [1_760_000_000_000_000 + number * 15_000_000, number, price]
  }
  return dense(
    'PriceTicked',
    Array.from({ length: count }, (_, index) => row(first + index)),
  )
}

/** A dense batch of these rows: time, cause revision, fields. */
export function dense(type: DenseType, rows: readonly (readonly number[])[]): DenseBatch {
  const columns = Array.from({ length: denseWidth(type) }, (_, column) =>
    Float64Array.from(rows, (row) => row[column] ?? NaN),
  )
  return { kind: 'dense', type, causeStream: 'tape-candles', count: rows.length, columns }
}

/** A batch's events one by one: objects, or rows of numbers. */
export function eventsOf(batch: EventBatch): readonly unknown[] {
  if (batch.kind === 'sparse') return batch.events
  return Array.from({ length: batch.count }, (_, row) => batch.columns.map((column) => column[row]))
}
