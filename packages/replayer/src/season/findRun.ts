import {
  type InstrumentUnits,
  type Ledger,
  type SparseData,
  checksStream,
  instrumentUnits,
  runName,
  runStream,
  ticksStream,
} from '@gridledger/domain'
import { Failure, notFound, run } from '../failure'
import { openingOf, type SeasonFacts, seasonFacts } from './readSeason'

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
    throw notFound(`${ledger.address} has no season ${season}`, season, known)
  }
  const events = (await openingOf(ledger, facts)).flatMap((slice) => slice.events)
  const opened = events.find((event) => event.type === 'SeasonOpened')
  const tape = events.find((event) => event.type === 'TapeOpened')
  if (opened === undefined || tape === undefined) {
    const problem = `season ${season} of ${ledger.address} has no tape`
    throw notFound(problem, season, [])
  }
  const units = instrumentUnits(tape.data.instrument)
  return { facts, opened: opened.data, tape: tape.data, units }
}

/** The run of that name. Throws Failure (not found) with the nearest name. */
export async function findRun(ledger: Ledger, name: string): Promise<FoundRun> {
  const [season = '', contestant = ''] = name.split('.', 2)
  const seasons = await seasonNames(ledger)
  if (!seasons.includes(season) || contestant === '') {
    throw notFound(`${ledger.address} has no run ${name}`, name, await runNames(ledger, seasons))
  }
  const found = await findSeason(ledger, season)
  if (!found.facts.contestants.includes(contestant)) {
    throw notFound(`${ledger.address} has no run ${name}`, name, await runNames(ledger, [season]))
  }
  const streams = {
    run: runStream(name),
    checks: checksStream(name),
    ticks: ticksStream(found.facts.tape),
  }
  return { ...found, run: name, contestant, streams }
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
