import * as E from 'fp-ts/Either'
import { refusalText } from '@gridledger/domain'
import { changedSeason } from '../derived/changedSeason'
import { derivedTape } from '../derived/derivedTape'
import { methodWords } from '../derived/methodWords'
import { type TapeMethod, tapeMethodText } from '../derived/tapeMethod'
import type { PreparedSeason } from '../season/prepareSeason'

/**
 * A season on a tape that a method makes of its own, to be recorded like any other: a season of its
 * own, `<season>-<method>`, whose notes say that the market is invented. A Left says why there is none.
 */
export async function stressedSeason(
  source: PreparedSeason,
  method: TapeMethod,
): Promise<E.Either<string, PreparedSeason>> {
  if (source.opened.type !== 'SeasonOpened') throw new Error('a season without its SeasonOpened')
  const tape = await derivedTape(source.tape, method)
  if (E.isLeft(tape)) return tape
  const { title } = source.opened.data
  const text = tapeMethodText(method)
  const made = `${source.tape.name} ${methodWords(method)}.`
  // Of a candle's extremes nobody knows the order, so another one is no invention.
  const note =
    method.kind === 'path'
      ? `The tape is ${made}`
      : `The market is invented: it is the tape ${made}`
  const { season, refused } = changedSeason(source, {
    tape: tape.right,
    season: `${source.season}-${text}`,
    title: `${title}, ${methodWords(method)}`,
    notes: [note],
  })
  const told = [...refused].map(
    ([contestant, refusal]) =>
      `${contestant} is missing, for its grid is refused there: ${refusalText(refusal)}.`,
  )
  if (season.entries.length === 0) return E.left(`${text}: no grid starts there: ${told.join(' ')}`)
  if (told.length === 0) return E.right(season)
  return E.right(changedSeason(season, { notes: [...notesOf(season), ...told] }).season)
}

function notesOf({ opened }: PreparedSeason): readonly string[] {
  return opened.type === 'SeasonOpened' ? opened.data.notes : []
}
