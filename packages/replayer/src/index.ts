export { openLedger } from './ledger/openLedger'
export { memoryLedger } from './ledger/memoryLedger'
export { embeddedLedger } from './ledger/embeddedLedger'
export { eventStoreLedger } from './ledger/eventStore/eventStoreLedger'
export { type SeasonDigest, seasonDigest } from './season/digest'
export { type ReadSeasonFile, SeasonFile, readSeasonFile } from './season/seasonFile'
export { type PreparedSeason, prepareSeason } from './season/prepareSeason'
export { type RunOutcome, type SeasonRun, runSeason } from './season/runSeason'
export { type Stretch, readSeason } from './season/readSeason'
export { type CopiedSeason, type CopyOutcome, copySeason } from './season/copySeason'
export { type CopiedFork, copyForks } from './season/copyForks'
export type { CopyStage, OnCopied } from './season/planCopy'
export { throughForks } from './ledger/throughForks'
export { type FoundRun, findRun } from './season/findRun'
export { readRun } from './season/readRun'
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
export { Failure, type Problem } from './failure'
