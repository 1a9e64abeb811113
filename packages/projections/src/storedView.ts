import { Decimal } from '@gridledger/domain'

/** Fewer objects than these in a row are written one by one, as people read them. */
const FEWEST_ROWS = 8

/**
 * A view as JSON text, the same for equal views. Maps, sets, decimals and the numbers that JSON has
 * not (infinities, NaN, −0) are objects with one key that begins with `$`; so are long lists of
 * objects with the same keys, which are written once: `{"$rows":[["a","b"],[1,2],[3,4],…]}`. Throws at
 * what is none of these and no plain data.
 */
export function storedView(view: unknown): string {
  if (view === null || typeof view === 'boolean') return String(view)
  if (typeof view === 'string') return JSON.stringify(view)
  if (typeof view === 'number') {
    if (Number.isFinite(view) && !Object.is(view, -0)) return String(view)
    return `{"$number":"${Object.is(view, -0) ? '-0' : String(view)}"}`
  }
  if (Array.isArray(view)) return rowsText(view) ?? listText(view)
  if (view instanceof Map) return `{"$map":${listText([...view])}}`
  if (view instanceof Set) return `{"$set":${listText([...view])}}`
  if (Decimal.isDecimal(view)) return `{"$decimal":"${view.valueOf()}"}`
  if (!isPlain(view)) throw new TypeError(`expected a view of plain data, found ${typeof view}`)
  const keys = keysOf(view)
  if (keys.some((key) => key.startsWith('$')))
    return `{"$object":[${keys.map((key) => listText([key, view[key]])).join(',')}]}`
  return `{${keys.map((key) => `${JSON.stringify(key)}:${storedView(view[key])}`).join(',')}}`
}

const listText = (list: readonly unknown[]): string => `[${list.map(storedView).join(',')}]`

/** The keys of an object in order; what is undefined is not there. */
function keysOf(object: Fields): readonly string[] {
  return Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort()
}

/** The text of many objects with the same keys; undefined of any other list. */
function rowsText(list: readonly unknown[]): string | undefined {
  const [first] = list
  if (list.length < FEWEST_ROWS || !isPlain(first)) return undefined
  const keys = keysOf(first)
  if (keys.includes('__proto__')) return undefined
  let rows = JSON.stringify(keys)
  for (const object of list) {
    if (!isPlain(object) || Object.keys(object).length !== keys.length) return undefined
    let row = ''
    for (const key of keys) {
      const part = object[key]
      if (part === undefined) return undefined
      row += `,${storedView(part)}`
    }
    rows += `,[${row.slice(1)}]`
  }
  return `{"$rows":[${rows}]}`
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

type Fields = Record<string, unknown>

/** Decodes what JSON.parse has made, in place where it can stay. */
function decoded(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return decodedList(value)
  if (!isPlain(value)) return value
  const keys = Object.keys(value)
  const [tag] = keys
  if (tag?.startsWith('$') === true) return decodedTag(tag, value[tag])
  for (const key of keys) {
    const part = value[key]
    if (typeof part !== 'object' || part === null) continue
    // An assignment to this key would change what the object is.
    if (key === '__proto__') Object.defineProperty(value, key, { value: decoded(part) })
    else value[key] = decoded(part)
  }
  return value
}

function decodedList(list: unknown[]): readonly unknown[] {
  for (let index = 0; index < list.length; index += 1) {
    const part = list[index]
    if (typeof part === 'object') list[index] = decoded(part)
  }
  return list
}

function decodedTag(tag: string, content: unknown): unknown {
  if (tag === '$number') return Number(content)
  if (tag === '$decimal') return typeof content === 'string' ? decimal(content) : undefined
  const parts = decoded(content)
  if (!Array.isArray(parts)) return undefined
  const list: readonly unknown[] = parts
  if (tag === '$rows') return decodedRows(list)
  if (tag === '$set') return new Set(list)
  const pairs = list.filter(isPair)
  return tag === '$map' ? new Map<unknown, unknown>(pairs) : Object.fromEntries(pairs)
}

function decodedRows([keys, ...rows]: readonly unknown[]): readonly Fields[] | undefined {
  if (!Array.isArray(keys)) return undefined
  const names = keys.map(String)
  const objects: Fields[] = []
  for (const row of rows) {
    if (!Array.isArray(row) || row.length !== names.length) return undefined
    const object: Fields = {}
    for (let index = 0; index < names.length; index += 1) object[names[index] ?? ''] = row[index]
    objects.push(object)
  }
  return objects
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

function isPlain(value: unknown): value is Fields {
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
