/**
 * For tests of views, under any runner: seasons in a few lines, from events (`seasonOf`) or from prices
 * (`simulatedSeason`), and the view that they come to (`viewOf`), held to what every view must be. Pure,
 * as the projections are.
 *
 * @module @gridledger/projections/testing
 */
export { COIN, GRID, LINES } from './coin'
export { type WithNumbers, type Written, usdt } from './written'
export {
  DAY,
  MINUTE,
  type Prices,
  START,
  type TimedPrice,
  bars,
  everyMinute,
  minutes,
} from './times'
export { SEASON } from './names'
export type { MarketSketch } from './market'
export type { AmendmentSketch, GridSketch } from './parameters'
export { type RunSoFar, type Step, recorded } from './step'
export {
  type ChangeSketch,
  type LaidSketch,
  type StartSketch,
  amended,
  refused,
  started,
  stopped,
} from './gridSteps'
export { type FillSketch, cancelled, filled, placed } from './orderSteps'
export { funded, liquidated, triggered } from './moneySteps'
export type { ChecksSketch, SketchedCheck } from './sketchedChecks'
export type { StepsSketch } from './sketchedRun'
export { type RunSketch, type SeasonSketch, seasonOf } from './seasonOf'
export { type BotSketch, type SimulationSketch, simulatedSeason } from './simulatedSeason'
export { cutBefore } from './cutBefore'
export { viewOf, viewsByTick } from './viewOf'
