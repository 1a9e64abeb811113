import { type Ledger, type StreamHead, seasonStream, tapeStream } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { tapeStreams } from '../import/tape'
import { checkedLedger } from '../ledger/checkedLedger'
import { frozenLedger, headsOf } from '../ledger/frozenLedger'
import { type CheckedStream, checkChain } from '../verify/chainCheck'
import { digestStreams } from './digest'
import { findSeason } from './findRun'
import { type SeasonFacts, seasonFacts } from './readSeason'
import { firstDifference } from './runSeason'

/** What a copy does with all events of a season, one after the other. */
export type CopyStage = 'checking' | 'copying' | 'reading back'

/** Is told how many of a season's events a stage has gone through. */
export type OnCopied = (stage: CopyStage, done: number, events: number) => void

/** A season that was read whole and can be copied: all that the target has of it is the same. */
export interface CopyPlan {
  readonly season: string
  /** As it stood when the plan was made; whole reads of it are checked. */
  readonly source: Ledger
  readonly target: Ledger
  readonly facts: SeasonFacts
  /** The ends of its streams in the source, in the order of the digest. */
  readonly heads: readonly StreamHead[]
  readonly events: number
}

/**
 * Reads a season of the source whole and compares what the target has of it; writes nothing. Throws
 * Failure: not found; corrupt where the source is damaged; input where the target holds other events
 * under the season's or its tape's name, or more of them.
 */
export async function planCopy(
  from: Ledger,
  target: Ledger,
  season: string,
  onCopied?: OnCopied,
): Promise<CopyPlan> {
  const { tape, contestants } = (await findSeason(from, season)).facts
  const order = digestStreams(season, tape, contestants)
  const own = seasonStream(season)
  // Against the order of appends, so that of a season that is being recorded no stream is ahead of
  // another on which it depends; its own stream first, for with SeasonClosed all others are whole.
  const backwards = [own, ...order.filter((stream) => stream !== own).reverse()]
  const found = await headsOf(from, backwards)
  const source = frozenLedger(from, found)
  const facts = await seasonFacts(source, season)
  if (facts === undefined) throw new Error(`${season}: its first event is gone`)
  const heads = order.flatMap((stream) => found.filter((head) => head.stream === stream))
  const events = heads.reduce((sum, head) => sum + head.events, 0)
  const plan = { season, source: checkedLedger(source), target, facts, heads, events }
  const refuse = (difference: string) => {
    const held = `${target.address} holds other events under this name than ${from.address}`
    const message = `season ${season}: ${held}, ${difference}; copy it into another ledger`
    throw new Failure(inputProblem(message))
  }
  const inputs = await otherInputs(plan)
  if (inputs !== undefined) refuse(inputs)
  const there = await headsOf(target, order)
  let done = 0
  for (const stream of order) {
    const head = there.find((one) => one.stream === stream)
    const checked = await checkChain(source, stream, head === undefined ? [] : [head.events])
    if (checked.difference !== null) throw damaged(plan, checked.difference)
    const difference = otherEvents(checked, head)
    if (difference !== undefined) refuse(difference)
    done += checked.events
    onCopied?.('checking', done, events)
  }
  const gap = gapOf(plan, there)
  if (gap !== undefined) refuse(gap)
  return plan
}

function damaged(
  { source: { address }, season }: CopyPlan,
  { stream, revision, message: why }: NonNullable<CheckedStream['difference']>,
): Failure {
  const message = `${address}: ${why}; \`npx gridledger verify ${season}\` says what else is amiss`
  return new Failure({ kind: 'ledger', error: { kind: 'corrupt', stream, revision, message } })
}

/** What of the season's inputs differs, where the target has a season of that name. */
async function otherInputs({ season, target, facts }: CopyPlan): Promise<string | undefined> {
  const there = await seasonFacts(target, season)
  return there && firstDifference(inputsOf(there), inputsOf(facts))
}

/** A season's events without its end. */
export const inputsOf = ({ slice }: SeasonFacts) =>
  slice.events.filter(({ type }) => type !== 'SeasonClosed')

/** In what way a stream of the target is not the beginning of the source's. */
function otherEvents(
  { stream, events, chainAfter }: CheckedStream,
  there: StreamHead | undefined,
): string | undefined {
  if (there === undefined) return undefined
  const { events: found, chain } = there
  if (found > events) return `${stream} goes on after the ${events} events of the source: ${found}`
  return chainAfter.get(found) === chain ? undefined : `others in ${stream}`
}

/** What is missing in the target of a tape or a season that is said to be whole there. */
function gapOf({ season, facts, heads }: CopyPlan, there: readonly StreamHead[]) {
  const events = (stream: string, of: readonly StreamHead[]) =>
    of.find((head) => head.stream === stream)?.events ?? 0
  const isWhole = (stream: string) => events(stream, there) >= events(stream, heads)
  const isClosed = facts.isClosed && isWhole(seasonStream(season))
  const isSealed = isWhole(tapeStream(facts.tape))
  const promised = isClosed
    ? heads.map(({ stream }) => stream)
    : isSealed
      ? tapeStreams(facts.tape, true)
      : []
  const short = promised.find((stream) => !isWhole(stream))
  if (short === undefined) return undefined
  const whose = isClosed ? 'the season is finished' : 'the tape is sealed'
  return `${whose} there with ${events(short, there)} of ${events(short, heads)} events in ${short}`
}
