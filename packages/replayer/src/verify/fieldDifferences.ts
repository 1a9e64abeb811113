import * as t from 'io-ts'
import type { WireEvent } from '@gridledger/domain'

/** The fields in which two events differ, in words: `data.fee: expected "1.2", found "1.3"`. */
export function fieldDifferences(expected: WireEvent, found: WireEvent): readonly string[] {
  return differencesIn('', { ...expected }, { ...found })
}

function differencesIn(path: string, expected: unknown, found: unknown): readonly string[] {
  if (isKeyed(expected) && isKeyed(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)])
    const at = (key: string) => (path === '' ? key : `${path}.${key}`)
    return [...keys].flatMap((key) => differencesIn(at(key), expected[key], found[key]))
  }
  const [wanted, got] = [textOf(expected), textOf(found)]
  return wanted === got ? [] : [`${path}: expected ${wanted}, found ${got}`]
}

const isKeyed = (value: unknown): value is Record<string, unknown> =>
  t.UnknownRecord.is(value) && !Array.isArray(value)

const textOf = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))
