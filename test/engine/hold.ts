import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'

/** `expect(found).toEqual(expected)`, which is slow where there is no difference. */
export function same<Value>(found: Value, expected: Value): void {
  if (!isDeepStrictEqual(found, expected)) expect(found).toEqual(expected)
}

/** What a property was tried on: how often each kind of case came up. */
export interface Tally {
  readonly count: (kind: string, isSo?: boolean) => void
}

/** The simplest failing case that a few seconds find. */
function shrunk<Values>(
  property: fc.IProperty<Values>,
  tried: fc.RunDetails<Values>,
): fc.RunDetails<Values> {
  const { seed, counterexamplePath: path } = tried
  if (path === null) return tried
  const again = fc.check(property, { seed, path, skipAllAfterTimeLimit: 4000 })
  return again.failed && again.counterexamplePath !== null ? again : tried
}

/** How many times as many cases are tried where a kind of case is still missing. */
const MOST_ROUNDS = 4

/**
 * Tries a property on random cases until each kind of case came up at least as often as `expected`
 * says, and asks that this is so after four times as many at most: what is common fails no run by
 * chance, what never comes up fails each. FC_SEED and FC_PATH repeat one case; the error of a
 * failure says both.
 */
export function hold<Case>(
  cases: fc.Arbitrary<Case>,
  numRuns: number,
  expected: Readonly<Record<string, number>>,
  check: (one: Case, tally: Tally) => void,
): void {
  const counts = new Map<string, number>()
  const count = (kind: string, isSo = true): void => {
    if (isSo) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const missing = (): readonly string[] =>
    Object.entries(expected)
      .filter(([kind, least]) => (counts.get(kind) ?? 0) < least)
      .map(([kind, least]) => `${kind}: ${counts.get(kind) ?? 0} of ${least}`)
  const property = fc.property(cases, (one) => check(one, { count }))
  const { FC_SEED: seed, FC_PATH: path } = process.env
  if (seed !== undefined) {
    const repeated = path === undefined ? {} : { path, interruptAfterTimeLimit: 4000 }
    return round(property, { numRuns, seed: Number(seed), ...repeated })
  }
  for (let tried = 0; tried < MOST_ROUNDS; tried++) {
    round(property, { numRuns })
    if (missing().length === 0) return
  }
  throw new Error(`too few cases of ${MOST_ROUNDS * numRuns}: ${missing().join(', ')}`)
}

/** Tries a property once; a failure throws with the command that repeats it. */
function round<Values>(property: fc.IProperty<Values>, parameters: fc.Parameters<Values>): void {
  const tried = fc.check(property, { ...parameters, endOnFailure: true })
  const result = tried.failed ? shrunk(property, tried) : tried
  if (!result.failed) return
  const again = `FC_SEED=${result.seed} FC_PATH=${result.counterexamplePath ?? ''}`
  const { currentTestName, testPath } = expect.getState()
  const command = `${again} npx jest ${testPath ?? ''} -t '${currentTestName ?? ''}'`
  const cause = result.errorInstance
  const shown = cause instanceof Error ? cause.message : String(cause)
  const found = fc.stringify(result.counterexample).slice(0, 4000)
  const brief = shown.split('\n').slice(0, 40).join('\n')
  throw new Error(`${brief}\n\nReproduce: ${command}\nCounterexample: ${found}`)
}
