import {
  type DenseBatch,
  type Ledger,
  type StreamHead,
  marksStream,
  runName,
  seasonStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { Failure, valueOf } from '../failure'
import { type TapeEvents, appendTape } from '../import/recordTape'
import { headsOf } from '../ledger/frozenLedger'
import { streamWriter } from '../ledger/streamWriter'
import { checkChain } from '../verify/chainCheck'
import { digestOf } from './digest'
import { readSparse } from './market'
import { type CopyPlan, type OnCopied, inputsOf, planCopy } from './planCopy'
import { readSeason } from './readSeason'
import { runsWriter } from './runsWriter'

/** How a copy came about: copied now, gone on with, or there already. */
export type CopyOutcome = 'copied' | 'resumed' | 'unchanged'

/** A season that two ledgers hold now, with one digest. */
export interface CopiedSeason {
  readonly season: string
  readonly digest: string
  readonly events: number
  /** How many of these were appended now. */
  readonly copied: number
  readonly outcome: CopyOutcome
  /** Whether the season is; one that is not was copied as far as it is recorded. */
  readonly isFinished: boolean
}

/**
 * Copies a season with its tape into another ledger, in the order in which `runSeason` appends. What
 * is there already must be the same and is passed over, so that an interrupted copy is finished by
 * the next one. Every stream is read back, all but the season's own before its SeasonClosed is
 * appended. Throws Failure as `planCopy` does, and no where what is read back is something else.
 */
export async function copySeason(
  from: Ledger,
  to: Ledger,
  season: string,
  onCopied?: OnCopied,
): Promise<CopiedSeason> {
  return copyPlanned(await planCopy(from, to, season, onCopied), onCopied)
}

/** Copies a season as it stood when the copy was planned. */
export async function copyPlanned(plan: CopyPlan, onCopied?: OnCopied): Promise<CopiedSeason> {
  const { season, target, facts, heads, events } = plan
  const own = seasonStream(season)
  const order = heads.map(({ stream }) => stream)
  const there = await headsOf(target, order)
  const tape = await appendTape(target, await tapeOf(plan, onCopied))
  const writer = await streamWriter(target, own)
  const inputs = inputsOf(facts)
  await writer.append({ kind: 'sparse', events: inputs })
  await copyRuns(plan, onCopied)
  await readBack(
    plan,
    heads.filter(({ stream }) => stream !== own),
    onCopied,
  )
  await writer.append({ kind: 'sparse', events: facts.slice.events.slice(inputs.length) })
  writer.finish()
  await readBack(
    plan,
    heads.filter(({ stream }) => stream === own),
  )
  const copied = events - eventsIn(there)
  const isResumed = tape === 'resumed' || there.some(({ stream }) => stream === own)
  const outcome = copied === 0 ? 'unchanged' : isResumed ? 'resumed' : 'copied'
  return { season, ...digestOf(heads), copied, outcome, isFinished: facts.isClosed }
}

/** The tape of a season as the source holds it; it was sealed before the season began. */
async function tapeOf(plan: CopyPlan, onCopied?: OnCopied): Promise<TapeEvents> {
  const { source, facts } = plan
  const { stream, events } = await readSparse(source, tapeStream(facts.tape))
  const sealed = events.at(-1)
  if (sealed?.type !== 'TapeSealed') {
    const message = `${source.address}: expected TapeSealed as its last event, found ${sealed?.type ?? 'none'}`
    const error = { kind: 'corrupt' as const, stream, revision: events.length - 1, message }
    throw new Failure({ kind: 'ledger', error })
  }
  let done = 0
  async function* columns(name: string): AsyncGenerator<DenseBatch> {
    for await (const read of source.read(name)) {
      const { batch } = valueOf(read)
      if (batch.kind !== 'dense') throw new Error(`${name} is not dense`)
      yield batch
      done += batch.count
      onCopied?.('copying', done, plan.events)
    }
  }
  const [ticks, marks] = [columns(ticksStream(facts.tape)), columns(marksStream(facts.tape))]
  return { name: facts.tape, opening: events.slice(0, -1), ticks, marks, sealed }
}

/** Batch by batch of ticks, of each contestant in order of entry its events and then its checks. */
async function copyRuns(plan: CopyPlan, onCopied?: OnCopied): Promise<void> {
  const { season, source, target, facts, heads } = plan
  const names = facts.contestants.map((contestant) => runName(season, contestant))
  const writer = await runsWriter(target, names)
  let done = eventsIn(heads.filter(({ stream }) => !/^(run|checks)-/.test(stream)))
  for await (const { runs } of readSeason(source, season)) {
    await writer.append(runs.values())
    for (const { events, checks } of runs.values())
      done += events.events.length + (checks?.batch.count ?? 0)
    onCopied?.('copying', done, plan.events)
  }
  writer.finish()
}

/** Reads streams of the target whole: their events and chains, computed anew, must be the source's. */
async function readBack(
  { source, target, events: all }: CopyPlan,
  heads: readonly StreamHead[],
  onCopied?: OnCopied,
): Promise<void> {
  let done = 0
  for (const { stream, events, chain } of heads) {
    const read = await checkChain(target, stream)
    const found = `${read.events} events with the hash chain ${read.chain}`
    const expected = `expected ${events} events with the hash chain ${chain}, as in ${source.address}`
    const isSame = read.events === events && read.chain === chain
    const difference = isSame ? read.difference?.message : `${expected}, found ${found}`
    if (difference !== undefined) {
      const message = `${target.address}: ${stream} was read back: ${difference}`
      throw new Failure({ kind: 'no', message })
    }
    done += events
    onCopied?.('reading back', done, all)
  }
}

const eventsIn = (heads: readonly StreamHead[]): number =>
  heads.reduce((sum, { events }) => sum + events, 0)
