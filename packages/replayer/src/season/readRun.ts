import { type Ledger, type SparseEvent, ticksStream } from '@gridledger/domain'
import type { SeasonBatch, SparseSlice } from '@gridledger/projections'
import type { FoundRun } from './findRun'
import { openingOf, readSeason } from './readSeason'
import { type RunStretch, marketPlace, runStretches } from './runStretches'
import { denseRow } from './ticksAt'

/**
 * The batches of one run and its market, as those of a season that it alone has entered. Where a
 * fork goes on with another tape, the revisions of its ticks count on in that tape.
 */
export async function* readRun(ledger: Ledger, found: FoundRun): AsyncGenerator<SeasonBatch> {
  const { opened, contestant } = found
  const stretches = await runStretches(ledger, found)
  let opening = await ownOpening(ledger, found, stretches[0]?.tape ?? found.facts.tape)
  let before: RunStretch | undefined
  for (const stretch of stretches) {
    const { tape, to, ends } = stretch
    const pastMicros = await pastBefore(ledger, stretch, before)
    const market = await marketPlace(ledger, tape, stretch.from, pastMicros)
    const from = { ...market, runs: new Map([[contestant, stretch.begins]]) }
    const range = { from, untilTick: to - 1, only: contestant, tape, ends }
    for await (const batch of readSeason(ledger, opened.season, range)) {
      yield { ...batch, opening }
      opening = []
    }
    before = stretch
  }
}

/** The time up to which what fell due is no concern of a stretch: it was the one's before it. */
async function pastBefore(
  ledger: Ledger,
  { tape, from }: RunStretch,
  before: RunStretch | undefined,
): Promise<number> {
  if (before === undefined && from === 0) return -Infinity
  const [stream, tick] = before === undefined ? [tape, from] : [before.tape, before.to - 1]
  return (await denseRow(ledger, ticksStream(stream), tick))?.timeMicros ?? -Infinity
}

/** The opening of the season with no other contestant in it. */
async function ownOpening(
  ledger: Ledger,
  { facts, contestant, forks }: FoundRun,
  tape: string,
): Promise<readonly SparseSlice[]> {
  const [entrant] = contestant.split('~', 1)
  const slices = await openingOf(ledger, { tape, slice: facts.slice })
  return slices.map((slice) => ({
    ...slice,
    events: slice.events.flatMap((event): readonly SparseEvent[] => {
      if (event.type !== 'ContestantEntered') return [event]
      if (event.data.contestant !== entrant) return []
      // What was published is of the contestant's own run.
      const published = forks.length === 0 ? event.data.published : null
      return [{ ...event, data: { ...event.data, contestant, published } }]
    }),
  }))
}
