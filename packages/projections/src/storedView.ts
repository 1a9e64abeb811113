import { Decimal } from '@gridledger/domain'

/**
 * A view as JSON text, the same for equal views. Maps, sets, decimals and the numbers that JSON has
 * not (infinities, NaN, −0) are objects with one key that begins with `$`. Throws at what is none of
 * these and no plain data.
 */
export function storedView(view: unknown): string {
  return JSON.stringify(encoded(view))
}

/**
 * The view of a stored text; undefined where the text is no view whose shape is that of `like`, as
 * far as `like` tells: the initial view, whose nulls may be anything and whose collections are empty.
 */
export function restoredView<View>(text: string, like: View): View | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  const view = decoded(json)
  return isLike(view, like) ? view : undefined
}

function encoded(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value
    return { $number: Object.is(value, -0) ? '-0' : String(value) }
  }
  if (Array.isArray(value)) return value.map(encoded)
  if (value instanceof Map) return { $map: [...value].map(encoded) }
  if (value instanceof Set) return { $set: [...value].map(encoded) }
  if (Decimal.isDecimal(value)) return { $decimal: value.valueOf() }
  if (!isPlain(value)) throw new TypeError(`expected a view of plain data, found ${typeof value}`)
  const entries = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]): [string, unknown] => [key, encoded(part)])
  return entries.some(([key]) => key.startsWith('$'))
    ? { $object: entries }
    : Object.fromEntries(entries)
}

function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded)
  if (!isPlain(value)) return value
  const entries = Object.entries(value)
  const [tag, content] = entries[0] ?? []
  if (tag?.startsWith('$') !== true) {
    return Object.fromEntries(entries.map(([key, part]) => [key, decoded(part)]))
  }
  if (tag === '$number') return Number(content)
  if (tag === '$decimal') return typeof content === 'string' ? decimal(content) : undefined
  const parts: unknown = decoded(content)
  if (!Array.isArray(parts)) return undefined
  if (tag === '$set') return new Set<unknown>(parts)
  const pairs = parts.filter(isPair)
  return tag === '$map' ? new Map<unknown, unknown>(pairs) : Object.fromEntries(pairs)
}

function decimal(text: string): Decimal | undefined {
  try {
    return new Decimal(text)
  } catch {
    return undefined
  }
}

const isPair = (value: unknown): value is [string, unknown] =>
  Array.isArray(value) && value.length === 2

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Whether a value has the shape of another, as far as that one tells: its nulls may be anything. */
export function isLike<View>(value: unknown, like: View): value is View {
  if (like === null) return value !== undefined
  if (Array.isArray(like)) return Array.isArray(value)
  if (like instanceof Map) return value instanceof Map
  if (like instanceof Set) return value instanceof Set
  if (Decimal.isDecimal(like)) return Decimal.isDecimal(value)
  if (!isPlain(like)) return typeof value === typeof like
  if (!isPlain(value)) return false
  return Object.entries(like).every(([key, part]) => isLike(value[key], part))
}
