import {
  type InstrumentUnits,
  type Ledger,
  type SparseData,
  checksStream,
  instrumentUnits,
  runName,
  runStream,
  seasonStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { Failure, notFound, run, valueOf } from '../failure'
import { storedLedger } from '../ledger/throughForks'
import { type Fork, forksIn, isForkName, lineageOf } from './forks'
import { readSparse } from './market'
import { openingOf, requireRuns, type SeasonFacts, seasonFacts } from './readSeason'

/** A season that a ledger holds, and the tape that it stands on. */
export interface FoundSeason {
  readonly facts: SeasonFacts
  readonly opened: SparseData<'SeasonOpened'>
  readonly tape: SparseData<'TapeOpened'>
  readonly units: InstrumentUnits
}

/**
 * A run that a ledger holds: `<season>.<contestant>`, or a fork of it, `<season>.<contestant>~<fork>`.
 * The tape of a fork is the one that it goes on with.
 */
export interface FoundRun extends FoundSeason {
  readonly run: string
  /** With the fork's name where it is one: what its own batches are keyed by. */
  readonly contestant: string
  readonly streams: { readonly run: string; readonly checks: string; readonly ticks: string }
  /** The forks between the contestant's run and this one, itself the last; none where it is no fork. */
  readonly forks: readonly Fork[]
}

/** The season of that name. Throws Failure (not found) with the nearest name. */
export async function findSeason(ledger: Ledger, season: string): Promise<FoundSeason> {
  const facts = await seasonFacts(ledger, season)
  if (facts === undefined) {
    const known = await seasonNames(ledger)
    const isRun = known.includes(season.split('.', 1)[0] ?? '') && season.includes('.')
    const near = isRun ? [season.split('.', 1)[0] ?? ''] : await meantRuns(ledger, season, known)
    const asked = isRun
      ? `has a run ${season}, where a season was expected`
      : `has no season ${season}`
    throw missing(ledger, asked, season, near.length > 0 ? near : known)
  }
  const events = (await openingOf(ledger, facts)).flatMap((slice) => slice.events)
  const opened = events.find((event) => event.type === 'SeasonOpened')
  const tape = events.find((event) => event.type === 'TapeOpened')
  if (opened === undefined || tape === undefined) {
    const message = `${ledger.address}: the tape of season ${season} is not there`
    const stream = seasonStream(season)
    throw new Failure({
      kind: 'ledger',
      error: { kind: 'corrupt', stream, revision: null, message },
    })
  }
  const units = instrumentUnits(tape.data.instrument)
  return { facts, opened: opened.data, tape: tape.data, units }
}

/** The run of that name. Throws Failure (not found) with the nearest name. */
export async function findRun(ledger: Ledger, name: string): Promise<FoundRun> {
  const [season = '', contestant = ''] = name.split('.', 2)
  const seasons = await seasonNames(ledger)
  if (!seasons.includes(season) || contestant === '') {
    const meant = await meantRuns(ledger, name, seasons)
    const known = meant.length > 0 ? meant : await runNames(ledger, seasons)
    throw missing(ledger, `has no run ${name}`, name, known)
  }
  const found = await findSeason(ledger, season)
  const forks = await lineageOf(ledger, name)
  const [entrant = ''] = contestant.split('~', 1)
  const isThere = found.facts.contestants.includes(entrant)
  if (!isThere || (isForkName(name) && forks.length === 0)) {
    const forked = forksIn(await run(ledger.streams()), season)
    const known = [...(await runNames(ledger, [season])), ...forked]
    throw notFound(`${ledger.address} has no run ${name}`, name, known)
  }
  if (forks.length === 0) await requireRuns(ledger, season, found.facts, [contestant])
  else await requireWhole(ledger, name)
  const tape = forks.at(-1)?.event.data.tape ?? found.facts.tape
  const streams = { run: runStream(name), checks: checksStream(name), ticks: ticksStream(tape) }
  const own = { ...found, run: name, contestant, streams, forks }
  return tape === found.facts.tape ? own : { ...own, tape: await openedTape(ledger, tape) }
}

/** Throws Failure (not found) for a fork whose recording was interrupted. */
async function requireWhole(ledger: Ledger, name: string): Promise<void> {
  const stored = storedLedger(ledger)
  const events = (await run(stored.head(runStream(name))))?.events ?? 0
  for await (const read of stored.read(runStream(name), events - 1)) {
    const { batch } = valueOf(read)
    if (batch.kind === 'sparse' && batch.events.at(-1)?.type === 'ForkClosed') return
  }
  const message = `${name} has not ended: its recording was interrupted; the same \`fork\` goes on with it and finishes it`
  throw new Failure({ kind: 'not-found', message })
}

async function openedTape(ledger: Ledger, tape: string): Promise<SparseData<'TapeOpened'>> {
  const [opened] = (await readSparse(ledger, tapeStream(tape))).events
  if (opened?.type === 'TapeOpened') return opened.data
  const message = `${ledger.address}: the tape ${tape} is not there`
  const stream = tapeStream(tape)
  throw new Failure({ kind: 'ledger', error: { kind: 'corrupt', stream, revision: null, message } })
}

/** Throws Failure (not found), with the nearest name, for a contestant that did not enter. */
export function requireContestant(
  season: string,
  { contestants }: Pick<SeasonFacts, 'contestants'>,
  contestant: string,
): void {
  if (contestants.includes(contestant)) return
  throw notFound(`${season} has no contestant ${contestant}`, contestant, contestants)
}

/** Throws Failure (not found) for a run whose season is unfinished: there is no end to tell of. */
export function requireFinished({
  run: name,
  facts,
  opened,
}: Pick<FoundRun, 'run' | 'facts' | 'opened'>): void {
  if (facts.isClosed) return
  const advice = '`npx gridledger run` with its season file goes on with it and finishes it'
  const message = `${name} has not ended: season ${opened.season} is not finished; ${advice}`
  throw new Failure({ kind: 'not-found', message })
}

/** One name that can only be meant, and otherwise the nearest, or all. */
function missing(ledger: Ledger, what: string, name: string, known: readonly string[]): Failure {
  const problem = `${ledger.address} ${what}`
  const [only] = known
  if (known.length !== 1 || only === undefined) return notFound(problem, name, known)
  return new Failure({ kind: 'not-found', message: `${problem}; did you mean ${only}?` })
}

/** The runs that somebody means who names the contestant alone, or the stream. */
async function meantRuns(
  ledger: Ledger,
  name: string,
  seasons: readonly string[],
): Promise<readonly string[]> {
  const asked = name.toLowerCase().replace(/^(run|checks)-/, '')
  const runs = await runNames(ledger, seasons)
  return runs.filter((run) => run === asked || run.endsWith(`.${asked}`))
}

/** The names of all seasons, in order of name. */
export async function seasonNames(ledger: Ledger): Promise<readonly string[]> {
  const streams = await run(ledger.streams())
  return streams
    .filter((name) => name.startsWith('season-'))
    .map((name) => name.slice('season-'.length))
}

async function runNames(ledger: Ledger, seasons: readonly string[]): Promise<readonly string[]> {
  const names: string[] = []
  for (const season of seasons) {
    const facts = await seasonFacts(ledger, season)
    for (const contestant of facts?.contestants ?? []) names.push(runName(season, contestant))
  }
  return names
}
