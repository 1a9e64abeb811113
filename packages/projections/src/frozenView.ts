import { Decimal } from '@gridledger/domain'

/** What a view may not hold: what cannot be stored, and an object that will hold something else. */
export type OddPart = 'not-plain' | 'reused'
type OnOdd = (odd: OddPart, found: string) => never

/** Parts that were frozen here, to their last part: views share them, and each is walked once. */
const known = new WeakSet()

/**
 * Makes a view unchangeable, to its last part, and gives it back: what changes it from here on throws
 * a TypeError. What others have frozen is walked all the same, for it may not be so to its last part.
 * `isReused` tells the objects that will hold something else at the next event.
 */
export function frozen<View>(view: View, isReused: (part: object) => boolean, onOdd: OnOdd): View {
  freeze(view, isReused, onOdd)
  return view
}

function freeze(part: unknown, isReused: (part: object) => boolean, onOdd: OnOdd): void {
  if (typeof part !== 'object') {
    if (typeof part === 'function' || typeof part === 'symbol' || typeof part === 'bigint')
      onOdd('not-plain', `a ${typeof part}`)
    return
  }
  if (part === null) return
  if (isReused(part)) onOdd('reused', 'the event')
  if (known.has(part)) return
  for (const each of partsOf(part, onOdd)) freeze(each, isReused, onOdd)
  if (part instanceof Map) lock(part, ['set', 'delete', 'clear'])
  if (part instanceof Set) lock(part, ['add', 'delete', 'clear'])
  if (!Decimal.isDecimal(part)) Object.freeze(part)
  known.add(part)
}

/** What an object holds. In a list, a map or a set nothing may be undefined, which is no JSON. */
function partsOf(part: object, onOdd: OnOdd): readonly unknown[] {
  if (Decimal.isDecimal(part)) return []
  if (isPlain(part)) return Object.values(part)
  if (!Array.isArray(part) && !(part instanceof Map) && !(part instanceof Set))
    onOdd('not-plain', nameOf(part))
  const parts: readonly unknown[] = part instanceof Map ? [...part].flat() : [...part]
  if (parts.includes(undefined))
    onOdd('not-plain', `undefined in a ${Array.isArray(part) ? 'list' : 'map or set'}`)
  return parts
}

/** A frozen map can still be set: its own methods have to refuse. */
function lock(collection: object, methods: readonly string[]): void {
  if (!Object.isExtensible(collection)) return
  for (const method of methods) {
    const value = (): never => {
      throw new TypeError(`Cannot ${method} of a ${nameOf(collection)} in a view`)
    }
    Object.defineProperty(collection, method, { value, enumerable: false })
  }
}

/** Whether an error is what a frozen part throws when it is changed. */
export function isRefusedChange(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /^Cannot (assign to read only|delete property|redefine|(set|add|delete|clear) of a)|is not extensible$/.test(
      error.message,
    )
  )
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function nameOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  const constructor: unknown =
    typeof prototype === 'object' && prototype !== null ? prototype.constructor : undefined
  return typeof constructor === 'function' ? constructor.name : 'object'
}
