import type { ForkSet } from '@gridledger/domain'
import type { Axis } from './parseVary'
import type { VariedValue } from './variables'

/**
 * The combinations of some axes are numbered from 1 on, the last axis changing fastest; number 0 is
 * the recorded run, of which nothing is changed.
 */
export function combinationCount(axes: readonly Axis[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1)
}

/** By axis, the index of a combination's value; none of number 0. */
export function valueIndexes(axes: readonly Axis[], combination: number): readonly number[] {
  if (combination === 0) return []
  let rest = combination - 1
  const indexes: number[] = []
  for (const { values } of axes.toReversed()) {
    indexes.push(rest % values.length)
    rest = Math.floor(rest / values.length)
  }
  return indexes.reverse()
}

/** By axis, a combination's value; none of number 0. */
export function valuesOf(axes: readonly Axis[], combination: number): readonly VariedValue[] {
  return valueIndexes(axes, combination).flatMap((index, axis) => axes[axis]?.values[index] ?? [])
}

/** All that a combination changes. */
export interface Changes {
  readonly set: ForkSet
  /** The method that makes its tape of the season's; null: the season's own. */
  readonly tape: string | null
  readonly startMicros: number | null
  readonly endMicros: number | null
}

export function changesOf(values: readonly VariedValue[]): Changes {
  let changes: Changes = { set: {}, tape: null, startMicros: null, endMicros: null }
  for (const { text: _text, set, ...market } of values)
    changes = { ...changes, ...market, set: { ...changes.set, ...set } }
  return changes
}

/** Whether a combination has a season of its own: its span is another than the recorded season's. */
export function isOtherSpan({ startMicros, endMicros }: Changes): boolean {
  return startMicros !== null || endMicros !== null
}
