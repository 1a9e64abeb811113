/**
 * What can be seen in the events: a `Projection` is a value that says what a view listens to and how
 * each event changes it, `project` folds one over the batches of a season. Pure, as the domain is.
 *
 * @module @gridledger/projections
 */
export type {
  Cell,
  Chart,
  EventMap,
  EventType,
  Handler,
  Projection,
  Row,
  ViewedEvent,
} from './projection'
export { type CheckStretch, type PriceStretch, type Stretches, withStretch } from './stretch'
export { EVENT_TYPES, isEventType, listenedTo } from './listenedTo'
export { checkedProjection } from './checkedProjection'
export { ProjectionError, type ProjectionFault, type ProjectionPlace } from './projectionError'
export { type Parts, combined } from './combined'
export { type EachRunView, eachRun } from './eachRun'
export { type Bucket, type BucketsView, buckets, windowsOf } from './buckets'
export type { DenseSlice, RunSlice, SeasonBatch, SparseSlice } from './seasonBatch'
export { foldBatch, followsCheck } from './fold'
export { firstNot, rowsBetween } from './denseRows'
export { splitBatch } from './splitBatch'
export { project } from './project'
export { liveView } from './liveView'
export type { Account } from './account'
export {
  type EquitySample,
  type EquityView,
  type Sampling,
  equity,
  equityCurve,
  equityOf,
} from './equity'
export { type DrawdownView, type Falls, drawdown } from './drawdown'
export { type OffGridSpell, type OffGridView, offGrid } from './offGrid'
export { type GridProfitView, type Leg, gridProfit } from './gridProfit'
export { type GridFactsView, gridFacts } from './gridFacts'
export { type GridTermsView, type TermsInForce, gridTerms } from './gridTerms'
export { type BuyAndHoldView, type HeldPosition, buyAndHold } from './buyAndHold'
export {
  type BenchmarkReport,
  type ClosestLiquidation,
  type EquityReport,
  type OffGridReport,
  type RunReport,
  type RunViews,
  benchmarkReport,
  equityReport,
  runReport,
} from './runReport'
export {
  ALL_FIGURES,
  RUN_VIEW_EVENTS,
  type CostlyFigures,
  initialRunViews,
  runViewsAfter,
  settledViews,
} from './runViews'
export { type WholeMarket, thinnedSeason } from './thinnedSeason'
export { bot } from './bot'
export {
  type LastTick,
  type Placed,
  type PlacedViews,
  initialViews,
  viewsAfter,
} from './placedViews'
export { type RunPlace, SEASON_START, type SeasonPlace, placeAfter } from './seasonPlace'
export {
  type BenchmarkViews,
  type ContestantViews,
  SEASON_VIEW,
  type SeasonView,
  initialSeasonView,
  restoredSeasonView,
  seasonAfter,
  followSeason,
} from './seasonView'
export { isLike, restoredView, storedView } from './storedView'
export { type Leaderboard, type LeaderboardRow, boardOf, leaderboard } from './leaderboard'
export { type Standing, standings } from './standing'
export { isoTime } from './isoTime'
export { bucketOpen, bucketWidth, shortestBucket } from './timeBuckets'
export { type PriceCandle, type PriceCandlesView, priceCandles } from './priceCandles'
export {
  type CurvePoint,
  type DrawdownCurveView,
  drawdownCurve,
  drawdownCurveOf,
} from './drawdownCurve'
export {
  type ClosestApproach,
  type LiquidationDistanceView,
  type LiquidationPrice,
  liquidationDistance,
} from './liquidationDistance'
export {
  type LiquidationBounds,
  type LiquidationCurveView,
  type LiquidationPoint,
  liquidationCurve,
} from './liquidationCurve'
export { type LinesInForce, type LinesOverTimeView, linesOverTime } from './linesOverTime'
export { type RunEventsView, type RunHistoryEvent, runEvents, runEventsOf } from './runEvents'
export { type FillMark, type FillMarksView, fillMarks } from './fillMarks'
export { type DailyView, type DayEnd, daily } from './daily'
export { type DayReport, dailyReport } from './dailyReport'
export {
  type BookedType,
  type JournalEntries,
  type JournalEntry,
  type JournalEvent,
  type JournalView,
  type Valuation,
  entriesOf,
  journal,
  withoutEntries,
} from './journal'
export {
  type AccountKind,
  type Balances,
  JOURNAL_ACCOUNTS,
  type JournalAccount,
  type Posting,
  bookedEquity,
  bookedFees,
  bookedProfit,
  journalAccounts,
} from './journalAccounts'
