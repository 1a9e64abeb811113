import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import {
  type ForkSet,
  type Ledger,
  type Refusal,
  type SparseData,
  marksStream,
  refusalText,
  runName,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { Failure, inputProblem, notFound, run } from '../failure'
import { type FoundRun, requireFinished } from './findRun'
import { firstRefusal } from './forkRun'
import { type ForkStart, forkStart } from './forkStart'
import { readSparse } from './market'
import { pastBefore } from './pastBefore'
import type { PointInTime } from './pointInTime'
import { type SeamAt, seamAt } from './seamAt'
import { endTick } from './runStretches'
import { rowsBefore } from './ticksAt'

/** What somebody wants to fork, from when on, and with what changes. */
export interface ForkRequest {
  readonly found: FoundRun
  readonly at: PointInTime
  readonly set: ForkSet
  /** The tape to go on with; the run's own where it is absent. */
  readonly tape?: string
  /** The fork's name; one that says what it is where it is absent. */
  readonly name?: string
}

/** A fork that has been checked through and through: nothing of it can be refused any more. */
export interface PreparedFork {
  readonly start: ForkStart
  readonly seam: SeamAt
}

/**
 * Checks a fork; writes nothing. `market` is the ledger that the tape is read from, where that is
 * not recorded yet. Throws Failure (input) for what is refused, (not found) for an unknown tape.
 */
export async function prepareFork(
  ledger: Ledger,
  { found, at: point, set, tape: wanted, name }: ForkRequest,
  told: (micros: number) => string,
  market: Ledger = ledger,
): Promise<PreparedFork> {
  requireFinished(found)
  const seam = await seamAt(ledger, found, point, told)
  const { parent } = seam
  const own = parent.forks.at(-1)?.event.data.tape ?? parent.facts.tape
  const tape = wanted ?? own
  const past = await pastBefore(ledger, parent, seam.tick)
  await requireFits(market, { seam, tape, own, set, isStart: past.seam.events === 0 })
  const tick =
    tape === own ? seam.tick : await rowsBefore(market, ticksStream(tape), seam.timeMicros)
  const [entrant = ''] = parent.contestant.split('~', 1)
  const fork =
    name ?? nameOf(isoTime(seam.timeMicros), set, tape === own ? '' : shortTape(tape, own))
  const forkName = `${runName(parent.opened.season, entrant)}~${fork}`
  const inputs = { run: forkName, parent, past, tape, tick, set }
  const start = await forkStart(market, inputs)
  if (E.isLeft(start)) {
    throw refusedFork(start.left, told(seam.timeMicros))
  }
  const refused = await firstRefusal(market, start.right)
  if (refused !== undefined) throw refusedFork(refused, told(seam.timeMicros))
  return { start: start.right, seam }
}

/** Why a fork is refused, by the flag that asks for it. */
export function refusedFork(refusal: Refusal, moment: string): Failure {
  const { field, reason, found } = refusal
  if (reason === 'start-outside-range') {
    const expected = `a moment with ${refusal.expected}, found ${found} at ${moment}`
    return new Failure(inputProblem(`--at: expected ${expected} (${reason})`))
  }
  const flag = field === 'at' ? '--at' : `--set ${field}`
  return new Failure(inputProblem(refusalText({ ...refusal, field: flag })))
}

/** Throws where a tape cannot go on from a seam: it must be the same market, up to the same end. */
async function requireFits(
  market: Ledger,
  {
    seam: { parent, timeMicros },
    tape,
    own,
    set,
    isStart,
  }: {
    readonly seam: SeamAt
    readonly tape: string
    readonly own: string
    readonly set: ForkSet
    readonly isStart: boolean
  },
): Promise<void> {
  const opened = await sealedTape(market, tape)
  const fillRule = set.fillRule ?? (tape === own ? 'touch' : parent.opened.fillRule)
  if (fillRule === 'through' && opened.kind !== 'trades')
    throw refused('--set fillRule', 'touch or cross on a tape of candles', 'through')
  if (tape === own) return
  const { name } = opened.instrument
  if (JSON.stringify(opened.instrument) !== JSON.stringify(parent.tape.instrument))
    throw refused('--tape', `a tape of ${parent.tape.instrument.name} with the same terms`, name)
  const { endMicros } = parent.opened
  const ticks = (await run(market.head(ticksStream(tape))))?.events ?? 0
  const isCovered =
    opened.fromMicros <= timeMicros && (await endTick(market, tape, endMicros)) <= ticks
  const times = (from: number, to: number) => `${isoTime(from)} to ${isoTime(to)}`
  if (!isCovered) {
    const found = `${tape} from ${times(opened.fromMicros, opened.toMicros)}`
    throw refused('--tape', `a tape over ${times(timeMicros, endMicros)}`, found)
  }
  const isMarked = (await run(market.head(marksStream(tape)))) !== undefined
  if (parent.tape.mark === null || isMarked || isStart) return
  throw refused('--tape', 'a tape with marks, as the past has', `${tape} without marks`)
}

const refused = (flag: string, expected: string, found: string) =>
  new Failure(inputProblem(`${flag}: expected ${expected}, found ${found}`))

async function sealedTape(ledger: Ledger, tape: string): Promise<SparseData<'TapeOpened'>> {
  const { events } = await readSparse(ledger, tapeStream(tape))
  const [opened, sealed] = [events[0], events.at(-1)]
  if (opened?.type === 'TapeOpened' && sealed?.type === 'TapeSealed') return opened.data
  const streams = await run(ledger.streams())
  const known = streams.flatMap((name) => /^tape-(.*)$/.exec(name)?.[1] ?? [])
  throw notFound(`${ledger.address} has no sealed tape ${tape}`, tape, known)
}

/** The method where a tape was made of the run's own: `high-first`. */
const shortTape = (tape: string, own: string): string =>
  tape.startsWith(`${own}-`) ? tape.slice(own.length + 1) : tape

const LONGEST_NAME = 60

/** A name that says what a fork is: the same inputs have the same one. */
function nameOf(time: string, set: ForkSet, tape: string): string {
  const changes = Object.entries(set).flatMap(([key, value]) => [key, ...wordsOf(value)])
  const words = ['at', time, ...changes, ...(tape === '' ? [] : ['on', tape])]
  const name = words
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/-+$/, '')
  if (name.length <= LONGEST_NAME) return name
  const hash = createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 8)
  return `${name.slice(0, LONGEST_NAME - 9).replace(/-+$/, '')}-${hash}`
}

function wordsOf(value: ForkSet[keyof ForkSet]): readonly string[] {
  if (value === null || value === undefined) return ['none']
  return typeof value === 'object' ? Object.entries(value).flat() : [String(value)]
}
