import {
  type InstrumentUnits,
  type Ledger,
  type SparseData,
  checksStream,
  instrumentUnits,
  runName,
  runStream,
  seasonStream,
  ticksStream,
} from '@gridledger/domain'
import { Failure, notFound, run } from '../failure'
import { openingOf, requireRuns, type SeasonFacts, seasonFacts } from './readSeason'

/** A season that a ledger holds, and the tape that it stands on. */
export interface FoundSeason {
  readonly facts: SeasonFacts
  readonly opened: SparseData<'SeasonOpened'>
  readonly tape: SparseData<'TapeOpened'>
  readonly units: InstrumentUnits
}

/** A run that a ledger holds: `<season>.<contestant>`. */
export interface FoundRun extends FoundSeason {
  readonly run: string
  readonly contestant: string
  readonly streams: { readonly run: string; readonly checks: string; readonly ticks: string }
}

/** The season of that name. Throws Failure (not found) with the nearest name. */
export async function findSeason(ledger: Ledger, season: string): Promise<FoundSeason> {
  const facts = await seasonFacts(ledger, season)
  if (facts === undefined) {
    const known = await seasonNames(ledger)
    const isRun = known.includes(season.split('.', 1)[0] ?? '') && season.includes('.')
    const near = isRun ? [season.split('.', 1)[0] ?? ''] : await meantRuns(ledger, season, known)
    const asked = isRun ? `${season} names a run, expected a season` : `has no season ${season}`
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
  if (!found.facts.contestants.includes(contestant)) {
    throw notFound(`${ledger.address} has no run ${name}`, name, await runNames(ledger, [season]))
  }
  await requireRuns(ledger, season, found.facts, [contestant])
  const streams = {
    run: runStream(name),
    checks: checksStream(name),
    ticks: ticksStream(found.facts.tape),
  }
  return { ...found, run: name, contestant, streams }
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
