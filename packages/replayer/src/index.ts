/**
 * How it is driven: ledgers, seasons, runs and forks, recorded and read.
 *
 * @module @gridledger/replayer
 */
export { openLedger } from './ledger/openLedger'
export { memoryLedger } from './ledger/memoryLedger'
export { appendEach } from './ledger/appendEach'
export { embeddedLedger } from './ledger/embeddedLedger'
export { eventStoreLedger } from './ledger/eventStore/eventStoreLedger'
export { type SeasonDigest, seasonDigest } from './season/digest'
export { type Place, type ReadSeasonFile, SeasonFile, readSeasonFile } from './season/seasonFile'
export type { OnRead } from './import/sourceChunks'
export type { Tape } from './import/tape'
export type { TapeTicks } from './import/spanPrices'
export { type PreparedSeason, prepareSeason } from './season/prepareSeason'
export { type RunOutcome, type SeasonRun, runSeason } from './season/runSeason'
export { type SeasonFacts, type Stretch, readSeason } from './season/readSeason'
export { type CopiedSeason, type CopyOutcome, copySeason } from './season/copySeason'
export { type CopiedFork, copyForks } from './season/copyForks'
export type { CopyStage, OnCopied } from './season/planCopy'
export { type ThroughForks, throughForks } from './ledger/throughForks'
export { type FoundRun, type FoundSeason, findRun } from './season/findRun'
export type { Fork, RunForked } from './season/forks'
export { readRun } from './season/readRun'
export type { PointInTime } from './season/pointInTime'
export type { SeamAt } from './season/seamAt'
export { type ForkRequest, type PreparedFork, prepareFork } from './season/prepareFork'
export { type ForkOutcome, recordFork } from './season/forkRun'
export { type Watching, watchSeason } from './season/watchSeason'
export {
  type ContestantView,
  type MomentViews,
  type ViewRequest,
  type ViewWatching,
  readViews,
  watchViews,
} from './season/readViews'
export { Failure, type InputProblem, type Problem, type StopSignal } from './failure'
