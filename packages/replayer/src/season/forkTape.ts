import * as E from 'fp-ts/Either'
import { type Ledger, type SparseData, parseCandlePath, tapeStream } from '@gridledger/domain'
import { derivedTape } from '../derived/derivedTape'
import { type TapeMethod, derivedName, parseTapeMethod } from '../derived/tapeMethod'
import { Failure, inputProblem, run } from '../failure'
import { recordTape } from '../import/recordTape'
import type { Tape } from '../import/tape'
import { memoryLedger } from '../ledger/memoryLedger'
import type { FoundRun } from './findRun'
import { readTape } from './recordedSeason'

/** The market that a fork goes on with. */
export interface ForkMarket {
  readonly tape: string
  /** Where it can be read: a ledger in memory for a tape that is not recorded yet. */
  readonly ledger: Ledger
  /** That tape, to be recorded with the fork; null where it is there. */
  readonly unrecorded: Tape | null
}

/** `--tape` and `candlePath` of a fork, as they were written. */
export interface MarketWords {
  /** A tape of the ledger, or a method that derives one from the run's, such as `bridge-7`. */
  readonly tape?: string | undefined
  /** `nearest`, `high-first`, `low-first` or `seeded:N`. */
  readonly candlePath?: string | undefined
}

/** The market that is asked for; undefined for the run's own. Throws Failure (input). */
export async function forkMarket(
  ledger: Ledger,
  { tape: own }: FoundRun,
  { tape, candlePath }: MarketWords,
): Promise<ForkMarket | undefined> {
  if (tape !== undefined && candlePath !== undefined)
    throw refused('--tape', 'no --set candlePath beside it', 'both')
  if (candlePath !== undefined) {
    const path = parseCandlePath(candlePath)
    const expected = 'nearest, high-first, low-first or seeded:N'
    if (path === undefined) throw refused('--set candlePath', expected, candlePath)
    if (candlePath === own.candlePath) return undefined
    return derived(ledger, own, { kind: 'path', path }, '--set candlePath')
  }
  if (tape === undefined || tape === own.tape) return undefined
  if (await isThere(ledger, tape)) return { tape, ledger, unrecorded: null }
  const method = parseTapeMethod(tape)
  if (E.isLeft(method)) {
    const expected = `a tape of the ledger, or a method: ${method.left.replace(/^expected |, found .*$/gs, '')}`
    throw refused('--tape', expected, tape)
  }
  return derived(ledger, own, method.right, '--tape')
}

/** A tape made of the run's; of another path of its bars, from the tape that these were read from. */
async function derived(
  ledger: Ledger,
  own: SparseData<'TapeOpened'>,
  method: TapeMethod,
  flag: string,
): Promise<ForkMarket> {
  const sourceName = method.kind === 'path' ? sourceOfPath(own) : own.tape
  if (!(await isThere(ledger, sourceName)))
    throw refused(flag, `${sourceName} in ${ledger.address}, to derive from`, 'none')
  const source = await readTape(ledger, sourceName)
  const [opened] = source.opening
  const isSource =
    method.kind === 'path' &&
    opened?.type === 'TapeOpened' &&
    JSON.stringify(parseCandlePath(opened.data.candlePath ?? '')) === JSON.stringify(method.path)
  if (isSource) return { tape: sourceName, ledger, unrecorded: null }
  const tape = derivedName(sourceName, method)
  if (await isThere(ledger, tape)) return { tape, ledger, unrecorded: null }
  const made = await derivedTape(source, method)
  if (E.isLeft(made)) throw new Failure(inputProblem(`${flag}: ${made.left}`))
  const memory = memoryLedger()
  await recordTape(memory, made.right)
  return { tape, ledger: memory, unrecorded: made.right }
}

/** The tape whose bars these are: a sibling along another path has those of the tape that it is of. */
function sourceOfPath({ tape, derived: made }: SparseData<'TapeOpened'>): string {
  const method = made === undefined ? undefined : parseTapeMethod(made.method)
  const isSibling = method !== undefined && E.isRight(method) && method.right.kind === 'path'
  return isSibling ? (made?.from ?? tape) : tape
}

const isThere = async (ledger: Ledger, tape: string): Promise<boolean> =>
  (await run(ledger.head(tapeStream(tape)))) !== undefined

const refused = (flag: string, expected: string, found: string) =>
  new Failure(inputProblem(`${flag}: expected ${expected}, found ${found}`))
