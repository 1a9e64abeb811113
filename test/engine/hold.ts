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

/**
 * Tries a property on random cases and asks that each kind of case came up at least as often as
 * `expected` says. FC_SEED and FC_PATH repeat one case; the error of a failure says both.
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
  const { FC_SEED: seed, FC_PATH: path } = process.env
  const property = fc.property(cases, (one) => check(one, { count }))
  const tried = fc.check(property, {
    numRuns,
    endOnFailure: true,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path, interruptAfterTimeLimit: 4000 }),
  })
  const result = tried.failed ? shrunk(property, tried) : tried
  if (result.failed) {
    const again = `FC_SEED=${result.seed} FC_PATH=${result.counterexamplePath ?? ''}`
    const { currentTestName, testPath } = expect.getState()
    const command = `${again} npx jest ${testPath ?? ''} -t '${currentTestName ?? ''}'`
    const cause = result.errorInstance
    const shown = cause instanceof Error ? cause.message : String(cause)
    const found = fc.stringify(result.counterexample).slice(0, 4000)
    const brief = shown.split('\n').slice(0, 40).join('\n')
    throw new Error(`${brief}\n\nReproduce: ${command}\nCounterexample: ${found}`)
  }
  if (path !== undefined) return
  const rare = Object.entries(expected).filter(([kind, least]) => (counts.get(kind) ?? 0) < least)
  const told = rare.map(([kind, least]) => `${kind}: ${counts.get(kind) ?? 0} of ${least}`)
  if (told.length > 0) throw new Error(`too few cases (seed ${result.seed}): ${told.join(', ')}`)
}
