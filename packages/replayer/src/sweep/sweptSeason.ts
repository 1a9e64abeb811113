import * as E from 'fp-ts/Either'
import type { DenseBatch } from '@gridledger/domain'
import { derivedTape } from '../derived/derivedTape'
import { endProblem, startProblem } from '../derived/spanTape'
import { parseTapeMethod } from '../derived/tapeMethod'
import { Failure, inputProblem } from '../failure'
import type { Tape } from '../import/tape'
import type { PreparedSeason } from '../season/prepareSeason'
import { allTicks } from '../season/simulateSeason'
import { sharedColumns } from '../workers/sharedColumns'
import type { Axis } from './parseVary'
import type { SweptSeason, SweptTape } from './sweptMarket'

/**
 * A recorded season with the tapes that a sweep of one contestant needs, in columns that all threads
 * share. Throws Failure (input) for a tape that cannot be made and a start or end that no tape has.
 */
export async function sweptSeason(
  { instrument, rules, opened, entries, tape }: PreparedSeason,
  contestant: string,
  axes: readonly Axis[],
): Promise<SweptSeason> {
  const entry = entries.find((each) => each.entry.contestant === contestant)?.entry
  if (entry === undefined || opened.type !== 'SeasonOpened')
    throw new Error(`${contestant}: a contestant that never entered`)
  const values = axes.flatMap((axis) => axis.values)
  const methods = new Set(values.flatMap((value) => value.tape ?? []))
  const tapes = [await sweptTape(null, tape)]
  for (const method of methods) tapes.push(await sweptTape(method, await madeTape(tape, method)))
  for (const swept of tapes) requireSpans(swept, axes)
  requireRules(tape, axes)
  return { instrument, rules, opened: opened.data, entry, axes, tapes }
}

async function madeTape(source: Tape, text: string): Promise<Tape> {
  const method = parseTapeMethod(text)
  if (E.isLeft(method)) throw new Error(method.left)
  const made = await derivedTape(source, method.right)
  if (E.isRight(made)) return made.right
  const name = method.right.kind === 'path' ? 'candlePath' : 'tape'
  throw new Failure(inputProblem(`--vary ${name}: ${made.left}`))
}

async function sweptTape(method: string | null, tape: Tape): Promise<SweptTape> {
  const { batch } = await allTicks(tape)
  const { ticks: _ticks, ...facts } = tape
  const shared = (columns: DenseBatch) => ({ ...columns, columns: sharedColumns(columns.columns) })
  const marks = facts.marks === null ? null : shared(facts.marks)
  return { method, facts: { ...facts, marks }, ticks: shared(batch) }
}

/** Each start and end is there, whichever of the others it is combined with. */
function requireSpans({ facts, ticks }: SweptTape, axes: readonly Axis[]): void {
  const [opened] = facts.opening
  if (opened?.type !== 'TapeOpened') throw new Error(`${facts.name}: a tape without its TapeOpened`)
  for (const { startMicros, endMicros } of axes.flatMap(({ values }) => values)) {
    const start = startMicros === undefined ? undefined : startProblem(opened.data, startMicros)
    if (start !== undefined) throw new Failure(inputProblem(`--vary start: ${start}`))
    const end = endMicros === undefined ? undefined : endProblem(ticks, opened.data, endMicros)
    if (end !== undefined) throw new Failure(inputProblem(`--vary end: ${end}`))
  }
}

function requireRules({ kind }: Tape, axes: readonly Axis[]): void {
  const isThrough = axes.some(({ values }) => values.some(({ set }) => set.fillRule === 'through'))
  if (!isThrough || kind === 'trades') return
  const expected = 'expected touch or cross on a tape of candles, which shows no trades'
  throw new Failure(inputProblem(`--vary fillRule: ${expected}, found "through"`))
}
