import {
  type Contender,
  type DrivenSeason,
  type Ledger,
  RULES_VERSION,
  type SparseEvent,
  checkBatch,
  contenders,
  drive,
  markColumn,
  recorder,
} from '@gridledger/domain'
import type { DenseSlice, RunSlice, SeasonBatch } from '@gridledger/projections'
import { valueOf } from '../failure'
import { readMarket } from '../season/market'
import { type Comparison, comparisonWith } from './comparison'
import { type Difference, differenceAt } from './difference'

/** One run that is derived again beside what is stored of it. */
interface Rerun {
  readonly contender: Contender
  readonly events: Comparison
  readonly checks: Comparison
}

/** The first difference of each run that has one, the earliest tick first. */
export async function runDifferences(
  ledger: Ledger,
  season: DrivenSeason,
  isWanted: (run: string) => boolean,
  {
    onTick = () => undefined,
    onBatch = () => Promise.resolve(),
  }: {
    readonly onTick?: (done: number) => void
    /** Gets what is derived of all runs, as long as none of them differs. */
    readonly onBatch?: (batch: Omit<SeasonBatch, 'opening'>) => Promise<void>
  } = {},
): Promise<readonly Difference[]> {
  const found: Difference[] = []
  const reruns: Rerun[] = []
  for (const contender of contenders(season).filter(({ run }) => isWanted(run))) {
    const { run: events, checks } = contender.state.streams
    const older = await otherRules(ledger, events)
    if (older === null)
      reruns.push({
        contender,
        events: comparisonWith(ledger, events),
        checks: comparisonWith(ledger, checks),
      })
    else found.push(older)
  }
  let last: number | null = null
  const open = new Set(reruns)
  for await (const market of readMarket(ledger, season.tape.name)) {
    if (open.size === 0) break
    const { ticks, marks } = market
    const column = markColumn(ticks, marks, last)
    last = column.last
    const runs = new Map<string, RunSlice>()
    for (const rerun of open) {
      const { contender } = rerun
      const derived = derivedRun(contender, season, ticks, column.column)
      runs.set(contender.entry.entry.contestant, derived)
      const events = await rerun.events.push({ kind: 'sparse', events: derived.events.events })
      const checks = await rerun.checks.push(derived.checks.batch)
      settle(rerun, [events, checks], found, open)
    }
    if (found.length === 0) await onBatch({ ...market, runs })
    onTick(ticks.firstRevision + ticks.batch.count)
  }
  for (const rerun of open)
    settle(rerun, [await rerun.events.finish(), await rerun.checks.finish()], found, open)
  return [...found].sort((a, b) => tickOf(a) - tickOf(b))
}

/** What a run does over some ticks, by its rules. */
function derivedRun(
  contender: Contender,
  season: DrivenSeason,
  ticks: DenseSlice,
  marks: Float64Array,
): RunSlice & { readonly checks: DenseSlice } {
  const { revision, checks: firstCheck, streams } = contender.state
  const made = recorder(ticks.batch.count)
  drive(contender, season, ticks, marks, made)
  const batch = checkBatch(made, ticks.stream)
  return {
    events: { stream: streams.run, firstRevision: revision, events: made.events },
    checks: { stream: streams.checks, firstRevision: firstCheck, batch },
  }
}

/** Keeps the earlier of a run's differences, after which nothing more of it is derived. */
function settle(
  rerun: Rerun,
  differences: readonly (Difference | null)[],
  found: Difference[],
  open: Set<Rerun>,
): void {
  const known = differences.flatMap((difference) => (difference === null ? [] : [difference]))
  const [first] = [...known].sort((a, b) => tickOf(a) - tickOf(b))
  if (first === undefined) return
  found.push(first)
  open.delete(rerun)
}

/** The tick at which a difference shows: what is derived says when it should have been. */
export const tickOf = ({ expected, found }: Difference): number =>
  expected?.tick ?? found?.tick ?? Infinity

/** Where a run was recorded by other rules than `decide` follows today; null where by the same. */
async function otherRules(ledger: Ledger, stream: string): Promise<Difference | null> {
  for await (const read of ledger.read(stream, 0, 1)) {
    const { batch } = valueOf(read)
    const started: SparseEvent | undefined = batch.kind === 'sparse' ? batch.events[0] : undefined
    if (started?.type !== 'GridStarted') return null
    const { rulesVersion } = started.data
    if (rulesVersion === RULES_VERSION) return null
    const message =
      `recorded by version ${rulesVersion} of the rules; this program follows version ${RULES_VERSION} ` +
      `and cannot derive it again. That says nothing against the events: their chain tells whether they were changed since`
    return differenceAt('other-rules', stream, 0, message)
  }
  return null
}
