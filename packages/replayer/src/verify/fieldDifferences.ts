import * as t from 'io-ts'

/** A field in which two events differ, and what stands there as JSON carries it; undefined where nothing does. */
export interface FieldDifference {
  /** `data.fee` */
  readonly field: string
  readonly values: readonly [unknown, unknown]
}

/** The fields in which two values differ, each by its path, below one if it is given. Lists are compared whole. */
export function fieldDifferences(
  first: unknown,
  second: unknown,
  field = '',
): readonly FieldDifference[] {
  if (isKeyed(first) && isKeyed(second)) {
    const keys = new Set([...Object.keys(first), ...Object.keys(second)])
    const at = (key: string) => (field === '' ? key : `${field}.${key}`)
    return [...keys].flatMap((key) => fieldDifferences(first[key], second[key], at(key)))
  }
  const isSame = valueText(first) === valueText(second)
  return isSame ? [] : [{ field, values: [first, second] }]
}

const isKeyed = (value: unknown): value is Record<string, unknown> =>
  t.UnknownRecord.is(value) && !Array.isArray(value)

export const valueText = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(value)
