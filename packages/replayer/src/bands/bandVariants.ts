import * as E from 'fp-ts/Either'
import type { FillRule, SparseData } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { type TapeMethod, parseTapeMethod } from '../derived/tapeMethod'
import type { Variant } from '../derived/variants'
import type { PreparedSeason } from '../season/prepareSeason'

/** A season as a candle leaves room for it: by another fill rule, along another path. */
export interface BandVariant {
  readonly fillRule: FillRule
  /** As a tape's name has it, such as `seeded-3`; null on a tape of trades, which hides none. */
  readonly candlePath: string | null
  readonly variant: Variant
}

/**
 * All fill rules that the tape allows along all paths, so many of them seeded: the season as it is
 * recorded first, and none twice.
 */
export function bandVariants(
  { tape, rules: { fillRule: recordedRule } }: PreparedSeason,
  seeds: number,
): readonly BandVariant[] {
  const [opened] = tape.opening
  if (opened?.type !== 'TapeOpened') throw new Error(`${tape.name}: a tape without its TapeOpened`)
  const recordedPath = recordedPathOf(opened.data)
  const rules: readonly FillRule[] =
    recordedPath === null ? ['touch', 'cross', 'through'] : ['touch', 'cross']
  const seeded = Array.from({ length: seeds }, (_, index) => `seeded-${index + 1}`)
  const paths =
    recordedPath === null
      ? [null]
      : [...new Set([recordedPath, 'nearest', 'high-first', 'low-first', ...seeded])]
  return [recordedRule, ...rules.filter((rule) => rule !== recordedRule)].flatMap((fillRule) =>
    paths.map((candlePath): BandVariant => {
      const isRecorded = candlePath === recordedPath
      const method = isRecorded || candlePath === null ? null : methodOf(candlePath)
      return { fillRule, candlePath, variant: { fillRule, method } }
    }),
  )
}

function recordedPathOf({ candlePath }: SparseData<'TapeOpened'>): string | null {
  return candlePath === null ? null : candlePath.replace(':', '-')
}

function methodOf(candlePath: string): TapeMethod {
  const method = parseTapeMethod(candlePath)
  if (E.isLeft(method)) throw new Failure(inputProblem(method.left))
  return method.right
}
