import { statSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { type TradeBatch, digestOf } from './tradeBatch'

/** Some eleven million trades; a source of more is read a second time. */
const MOST_BYTES = 128 * 1024 * 1024

/** A batch, and how many trades of the source come before it. */
export interface PlacedBatch {
  readonly before: number
  readonly batch: TradeBatch
}

/** What of a source's trades is kept in memory, so that it need not be read twice to be recorded. */
export interface KeptTrades {
  /** Takes the next batch; its trades are kept only where they are wanted. */
  readonly add: (placed: PlacedBatch, isWanted: boolean) => void
  /** Of each batch in turn, to know it again when it is read a second time. */
  readonly digests: readonly string[]
  /**
   * All that are wanted, once, and each let go of when the next one is asked for; undefined where they
   * were too many, were given already, or a file was changed meanwhile.
   */
  readonly give: () => Iterable<E.Either<never, PlacedBatch>> | undefined
}

/** Keeps the trades of files, from before they are read for the first time. */
export function keepTrades(paths: readonly string[], mostBytes = MOST_BYTES): KeptTrades {
  const digests: string[] = []
  const stamps = paths.map(stampOf)
  let kept: PlacedBatch[] | undefined = []
  let bytes = 0
  return {
    digests,
    add: (placed, isWanted) => {
      const { times, ticks } = placed.batch
      digests.push(digestOf(placed.batch))
      if (!isWanted) return
      bytes += times.byteLength + ticks.byteLength
      if (bytes > mostBytes) kept = undefined
      kept?.push(placed)
    },
    give: () => {
      const given = kept
      kept = undefined
      const isSame = paths.every((path, index) => stampOf(path) === stamps[index])
      return given !== undefined && isSame ? letGo(given) : undefined
    },
  }
}

function* letGo(batches: PlacedBatch[]): Generator<E.Either<never, PlacedBatch>> {
  batches.reverse()
  for (let next = batches.pop(); next !== undefined; next = batches.pop()) yield E.right(next)
}

/** Another one when a file was changed; undefined where there is none. */
function stampOf(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat && [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join()
}
