import type { SourceFile, SparseData } from '@gridledger/domain'
import { duration, grouped } from '../text/format'
import { setText } from './gridText'
import type { Placed } from './records'
import type { Words } from './words'

/** What else there is to say of an event that is audited itself, a line each. */
export function notesOf({ event }: Placed, words: Words): readonly string[] {
  if (event.type === 'TapeOpened') return tapeNotes(event.data, words)
  return event.type === 'ContestantEntered' ? contestantNotes(event.data, words) : []
}

/** The files that a tape was made from, each with its hash, and its span. */
function tapeNotes(opened: SparseData<'TapeOpened'>, words: Words): readonly string[] {
  const { candles, trades, mark, funding, fromMicros, toMicros, gaps } = opened
  const sources = { candles, trades: trades ?? null, mark, funding }
  const gap =
    gaps === undefined ? '' : `, ${gaps.count} gaps, the longest ${duration(gaps.longestMicros)}`
  return [
    `From ${words.time(fromMicros)} to ${words.time(toMicros)}${gap}.`,
    ...Object.entries(sources).flatMap(([name, source]) =>
      source === null ? [] : sourceNotes(name, source),
    ),
  ]
}

function sourceNotes(
  name: string,
  { file, rows, sha256, parts = [] }: SourceFile,
): readonly string[] {
  const whole = `${name}: ${file}, ${grouped(rows)} rows, SHA-256 ${sha256}`
  return [whole, ...parts.map((part) => `  ${part.file}, SHA-256 ${part.sha256}`)]
}

/** What a contestant set beyond its grid, and what it meant to change later. */
function contestantNotes(
  { parameters, amendments }: SparseData<'ContestantEntered'>,
  words: Words,
): readonly string[] {
  const { makerFee, takerFee, takeProfit, stopLoss, onStop, slippageTicks } = parameters
  const fees = `Fees ${words.rate(makerFee)} as maker, ${words.rate(takerFee)} as taker.`
  const stops = setText({ takeProfit, stopLoss, onStop, slippageTicks })
  return [
    fees,
    ...(takeProfit === null && stopLoss === null ? [] : [`Stops: ${stops}.`]),
    ...amendments.map(({ atMicros, set }) => `At ${words.time(atMicros)}: ${setText(set)}.`),
  ]
}
