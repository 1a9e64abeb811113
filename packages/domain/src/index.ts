/**
 * What is true of a grid: units, lines, sizes, margin, events and their codecs, `decide`, `evolve`,
 * the ledger port. Pure: no clock, no randomness, no input or output.
 *
 * @module @gridledger/domain
 */
export { at } from './columns'
export { Decimal, parseDecimal } from './decimal'
export { type Field, type Shape, Shaped, shapeOf } from './shape'
export { type FieldsOf, explain, nearestName, struct } from './struct'
export {
  AmountText,
  DecimalText,
  Integer,
  MoneyCodec,
  Name,
  PositiveText,
  ShareText,
  listOf,
  oneOf,
  orNull,
} from './wire'
export {
  type Fraction,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_SECOND,
  MONEY_SCALE,
  type Money,
  type PriceTicks,
  type QuantityLots,
  type TimeMicros,
  amountOf,
  divideHalfEven,
  fraction,
  moneyOf,
  moneyText,
  multiplyDivide,
  scale,
} from './units'
export {
  BTC_USDT_SWAP,
  EXCHANGE_FEE_RATE,
  INSTRUMENTS,
  type Instrument,
  type InstrumentUnits,
  type MarginTier,
  contractsOf,
  instrumentUnits,
  priceOf,
  ticksOf,
  tierOf,
} from './instrument'
export {
  Direction,
  FillRule,
  GridParameters,
  MarketRules,
  NeutralStart,
  Stop,
} from './grid/parameters'
export { REFUSAL_REASONS, type Refusal, type RefusalReason, refusalText } from './grid/refusal'
export { type LineSpec, gridLines, largestGridCount } from './grid/lines'
export { feeOf, feePerLotTick } from './grid/fee'
export { perGridProfitRate } from './grid/profitRate'
export {
  type LiquidationPrices,
  type MarginFigures,
  type MarginInputs,
  liquidationPrice,
  marginFigures,
  marginFiguresOf,
} from './grid/marginFigures'
export { type LiquidationUnits, liquidationTicks } from './grid/liquidationTicks'
export {
  type WalkingBot,
  liquidationAfterFills,
  liquidationTicksAfterFills,
} from './grid/afterFills'
export { type Preview, type PreviewMarket, type PriceTexts, previewGrid } from './grid/preview'
export { marginFor, quantityLotsFor } from './grid/size'
export type { ArmedStop } from './grid/stopRules'
export { type StartBook, type StartSpec, startBook } from './grid/start'
export { type GridPlan, type PlanContext, planGrid } from './grid/plan'
export {
  type BotState,
  type Due,
  type Emit,
  RULES_VERSION,
  type RestingOrder,
  type RunStreams,
  type Tick,
  equityAt,
  initialState,
  restingOrders,
} from './bot/state'
export { type StartRequest, baseOf, decide, finish, planStart, start } from './bot/decide'
export { evolve } from './bot/evolve'
export {
  type Contender,
  type DrivenEntry,
  type DrivenSeason,
  contenders,
  drive,
  dueOf,
} from './season/drive'
export { type MarkColumn, markColumn } from './season/markColumn'
export { type Recorder, checkBatch, recorder } from './season/recorder'
export { beginFork, endFork, forkRefusal, forkedStart } from './bot/fork'
export { relays } from './bot/amend'
export { type CostChange, type Holding, costChange } from './bot/cost'
export { fundingAmount } from './bot/due'
export { openingLotTicks } from './bot/margin'
export { type Candles, candleColumns } from './tape/candles'
export { type BridgeOptions, bridge } from './tape/bridge'
export { type TapeBars, barTicks, tapeBars } from './tape/tapeBars'
export { COARSE_MICROS, rebridge } from './tape/rebridge'
export { bootstrap } from './tape/bootstrap'
export { shock, shockedPrice } from './tape/shock'
export { wholeTicks } from './tape/chainedCandles'
export { scaleVolatility } from './tape/volatility'
export { type Random, normal, seededRandom, uniform } from './tape/random'
export {
  type CandlePath,
  type TickColumns,
  candleTicks,
  parseCandlePath,
  tickColumns,
} from './tape/candlePath'
export { Cause, type EventCodec, type Recorded } from './events/event'
export { DENSE_EVENTS, DENSE_FIELDS, type DenseData, type DenseType } from './events/dense'
export {
  FillKind,
  RUN_EVENTS,
  type RunData,
  type RunEvent,
  type RunType,
  Seam,
  Side,
} from './events/run'
export { AmendmentSet, ForkSet, Published, SEASON_EVENTS, type SeasonType } from './events/season'
export {
  Gaps,
  InstrumentCodec,
  SourceFile,
  type SourceLine,
  TAPE_EVENTS,
  TapeKind,
  type TapeType,
  sourceLine,
} from './events/tape'
export {
  type DenseBatch,
  SPARSE_EVENTS,
  type SparseData,
  type SparseEvent,
  type SparseType,
  type StoredEvent,
  type WireEvent,
  canonicalText,
  decodeEvent,
  denseEvent,
  denseWidth,
  encodeEvent,
  wireEvent,
} from './events/canonical'
export {
  type EventBatch,
  type Append,
  type Ledger,
  type LedgerError,
  type ReadBatch,
  type Snapshot,
  type Snapshots,
  type SparseBatch,
  type StreamHead,
  batchLength,
  checksStream,
  marksStream,
  ownerOf,
  runName,
  runStream,
  seasonStream,
  tapeStream,
  ticksStream,
} from './ledger'
