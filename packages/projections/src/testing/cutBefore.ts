import type { SeasonBatch } from '../seasonBatch'
import { splitBatch } from '../splitBatch'

/** A batch cut before each of these ticks, as a ledger with smaller batches would have read it. */
export function cutBefore(whole: SeasonBatch, ...cuts: readonly number[]): readonly SeasonBatch[] {
  const { firstRevision, batch } = whole.ticks
  const isInside = (cut: number) => cut > firstRevision && cut < firstRevision + batch.count
  const pieces: SeasonBatch[] = []
  let rest = whole
  for (const cut of [...new Set(cuts)].filter(isInside).sort((a, b) => a - b)) {
    const [piece, after] = splitBatch(rest, cut - 1)
    if (after === null) throw new Error(`nothing is left after a cut before tick ${cut}`)
    pieces.push(piece)
    rest = after
  }
  return [...pieces, rest]
}
