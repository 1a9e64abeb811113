import { Decimal } from '@gridledger/domain'

/** What a view may not hold: what cannot be stored, and an object that will hold something else. */
export type OddPart = 'not-plain' | 'reused'
type OnOdd = (odd: OddPart, found: string) => never

/**
 * Makes a view unchangeable, to its last part, and gives it back: what changes it from here on throws
 * a TypeError. Parts that are frozen are taken to be so to their last part, for views share them.
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
  if (Object.isFrozen(part)) return
  if (Array.isArray(part)) {
    for (const each of part) freeze(each, isReused, onOdd)
  } else if (part instanceof Map) {
    for (const [key, value] of part) {
      freeze(key, isReused, onOdd)
      freeze(value, isReused, onOdd)
    }
    lock(part, ['set', 'delete', 'clear'])
  } else if (part instanceof Set) {
    for (const each of part) freeze(each, isReused, onOdd)
    lock(part, ['add', 'delete', 'clear'])
  } else if (Decimal.isDecimal(part)) {
    return
  } else if (isPlain(part)) {
    for (const each of Object.values(part)) freeze(each, isReused, onOdd)
  } else onOdd('not-plain', nameOf(part))
  Object.freeze(part)
}

/** A frozen map can still be set: its own methods have to refuse. */
function lock(collection: object, methods: readonly string[]): void {
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
    /^Cannot (assign to read only|add property|delete property|define property|redefine|set of|add of|delete of|clear of)|object is not extensible/.test(
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
