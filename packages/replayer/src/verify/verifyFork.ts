import * as E from 'fp-ts/Either'
import { type Ledger, checksStream, refusalText, runStream, ticksStream } from '@gridledger/domain'
import { Failure, isOutOfBounds } from '../failure'
import { tapeStreams } from '../import/tape'
import { throughForks } from '../ledger/throughForks'
import { digestOf, lineageStreams } from '../season/digest'
import { type FoundRun, findRun } from '../season/findRun'
import { deriveFork } from '../season/forkRun'
import { type ForkStart, forkStart } from '../season/forkStart'
import type { Fork } from '../season/forks'
import { pastBefore } from '../season/pastBefore'
import { denseRow } from '../season/ticksAt'
import { type CheckedStream, checkChain, unreadableAt } from './chainCheck'
import { comparisonWith } from './comparison'
import { derivedCheck } from './derivedCheck'
import { type Difference, differenceAt } from './difference'
import { soundTape } from './inputCheck'
import { type Verification, type VerifyOptions, verifySeason } from './verifySeason'

/**
 * Verifies a fork from the root on: the contestant's run as `verifySeason` does, then each fork of
 * its lineage, its seam and the parent's chains at it included. Throws Failure (not found) where
 * there is no such fork.
 */
export async function verifyFork(
  ledger: Ledger,
  name: string,
  { onTick }: Pick<VerifyOptions, 'onTick'> = {},
): Promise<Verification> {
  const through = throughForks(ledger)
  const found = await findRun(through, name)
  const { opened, facts, forks } = found
  const [root = ''] = name.split('~', 1)
  const watched = onTick === undefined ? {} : { onTick }
  const ofRoot = await verifySeason(ledger, opened.season, { run: root, ...watched })
  let { derived } = ofRoot
  const streams = [...ofRoot.streams]
  const differences = [...ofRoot.differences]
  const tapes = new Set([facts.tape])
  for (const fork of forks) {
    if (differences.length > 0) break
    const { tape } = fork.event.data
    if (!tapes.has(tape)) {
      const checked = await checkTape(ledger, tape)
      streams.push(...checked.streams)
      differences.push(...checked.differences)
      derived = checked.derived ?? derived
      tapes.add(tape)
    }
    const own = await checkStreams(ledger, [runStream(fork.run), checksStream(fork.run)])
    streams.push(...own.streams)
    if (differences.length === 0) {
      const unlike = await forkDifference(through, fork, onTick)
      differences.push(...(unlike === null ? [] : [unlike]))
    }
    const named = new Set(differences.map(({ stream }) => stream))
    differences.push(...own.differences.filter(({ stream }) => !named.has(stream)))
  }
  const order = lineageStreams(found)
  const read = order.flatMap((name) => streams.filter(({ stream }) => stream === name))
  const { events, digest } = digestOf(read)
  const ok = differences.length === 0
  const isRead = !differences.some(({ kind }) => kind === 'unreadable')
  const checked = { season: opened.season, isWhole: false, streams: read, events, derived }
  return { ...checked, ok, digest: isRead ? digest : null, differences }
}

interface CheckedStreams {
  readonly streams: readonly CheckedStream[]
  readonly differences: readonly Difference[]
}

async function checkStreams(ledger: Ledger, names: readonly string[]): Promise<CheckedStreams> {
  const streams: CheckedStream[] = []
  for (const name of names) {
    const checked = await checkChain(ledger, name)
    if (checked.events > 0 || checked.difference !== null) streams.push(checked)
  }
  return { streams, differences: streams.flatMap(({ difference }) => difference ?? []) }
}

/** The tape that a fork goes on with, where it is another than the season's. */
async function checkTape(
  ledger: Ledger,
  tape: string,
): Promise<CheckedStreams & Pick<Verification, 'derived'>> {
  const { streams, differences } = await checkStreams(ledger, tapeStreams(tape, true))
  const sound = await soundTape(ledger, tape, differences)
  if (E.isLeft(sound)) return { streams, differences: [sound.left], derived: null }
  const made = await derivedCheck(ledger, tape)
  const again = made?.difference ?? null
  return {
    streams,
    differences: again === null ? differences : [...differences, again],
    derived: made?.derived ?? null,
  }
}

/** The first event of a fork that does not follow from its parent's past and its first event. */
async function forkDifference(
  through: Ledger,
  fork: Fork,
  onTick: VerifyOptions['onTick'],
): Promise<Difference | null> {
  const stream = runStream(fork.run)
  const { seam } = fork.event.data
  const changed = (message: string) => differenceAt('changed', stream, seam.events, message)
  try {
    const parent = await findRun(through, fork.event.data.parent)
    const misplaced = await placeProblem(through, parent, fork)
    if (misplaced !== null) return changed(misplaced)
    const { tape, set } = fork.event.data
    const past = await pastBefore(through, parent, seam.tick)
    const inputs = { run: fork.run, parent, past, tape, tick: fork.event.tick ?? 0, set }
    const start = await forkStart(through, inputs)
    if (E.isLeft(start)) return changed(`no fork begins like this: ${refusalText(start.left)}`)
    return await derivedDifference(through, fork, start.right, onTick)
  } catch (error) {
    if (error instanceof Failure && error.problem.kind === 'ledger')
      return unreadableAt(stream, error.problem.error)
    if (error instanceof Failure && error.problem.kind === 'not-found')
      return changed(`its parent is not there: ${error.message}`)
    if (!isOutOfBounds(error)) throw error
    return changed(`nothing can be derived from its inputs: ${String(error)}`)
  }
}

async function derivedDifference(
  through: Ledger,
  { run, event }: Fork,
  start: ForkStart,
  onTick: VerifyOptions['onTick'] = () => undefined,
): Promise<Difference | null> {
  const { events: before, checks } = event.data.seam
  const ofEvents = comparisonWith(through, runStream(run), before)
  const ofChecks = comparisonWith(through, checksStream(run), checks)
  for await (const slice of deriveFork(through, start)) {
    const pushed = await ofEvents.push({ kind: 'sparse', events: slice.events.events })
    const judged = slice.checks === null ? null : await ofChecks.push(slice.checks.batch)
    const first = earlier(pushed, judged)
    if (first !== null) return first
    onTick(slice.lastTick + 1)
  }
  return earlier(await ofEvents.finish(), await ofChecks.finish())
}

function earlier(a: Difference | null, b: Difference | null): Difference | null {
  if (a === null || b === null) return a ?? b
  const tick = ({ expected, found }: Difference) => expected?.tick ?? found?.tick ?? Infinity
  return tick(b) < tick(a) ? b : a
}

/** Whether a fork's first tick is the one after its past; in words where it is not. */
async function placeProblem(
  ledger: Ledger,
  { streams }: FoundRun,
  { event: { tick, data } }: Fork,
): Promise<string | null> {
  const own = ticksStream(data.tape)
  const found = tick ?? -1
  if (own === streams.ticks) {
    return found === data.seam.tick ? null : `tick: expected ${data.seam.tick}, found ${found}`
  }
  const timeOf = async (stream: string, revision: number) =>
    (await denseRow(ledger, stream, revision))?.timeMicros
  const [past = -Infinity, next = Infinity] = [
    await timeOf(streams.ticks, data.seam.tick - 1),
    await timeOf(streams.ticks, data.seam.tick),
  ]
  const [before = -Infinity, first = -Infinity] = [
    await timeOf(own, found - 1),
    await timeOf(own, found),
  ]
  const isNext = first > past && before < next
  return isNext ? null : `tick: expected the first of ${data.tape} after the past, found ${found}`
}
