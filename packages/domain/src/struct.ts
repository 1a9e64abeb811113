import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { type Field, Shaped } from './shape'

/** What a `struct` of these codecs decodes to: the required keys, and the optional ones. */
export type FieldsOf<R extends t.Props, O extends t.Props> = {
  readonly [K in keyof R]: t.TypeOf<R[K]>
} & {
  readonly [K in keyof O]?: t.TypeOf<O[K]>
}

/**
 * An io-ts codec of an object with exactly these keys. Unlike `t.type` it refuses unknown keys and
 * encodes in the order in which the keys stand here, whatever the order of the object it is given:
 * that order is what makes an event's JSON canonical.
 */
export function struct<R extends t.Props, O extends t.Props = Record<never, t.Mixed>>(
  name: string,
  required: R,
  optional?: O,
): t.Type<FieldsOf<R, O>, Readonly<Record<string, unknown>>> {
  const props = new Map<string, t.Mixed>([
    ...Object.entries(required),
    ...Object.entries(optional ?? {}),
  ])
  const fields = [...props].map(([key, codec]) => {
    return { name: key, codec, isOptional: !(key in required) }
  })
  const isValid = (value: unknown): value is FieldsOf<R, O> =>
    t.UnknownRecord.is(value) &&
    Object.keys(value).every((key) => props.has(key)) &&
    fields.every(
      ({ name: key, codec, isOptional }) => (isOptional && !(key in value)) || codec.is(value[key]),
    )
  /** What was decoded, each field by its codec; undefined where one of them is refused. */
  const decodedFrom = (input: Fields, context: t.Context): Fields | undefined => {
    const decoded: Record<string, unknown> = {}
    let known = 0
    for (const { name: key, codec, isOptional } of fields) {
      if (!(key in input)) {
        if (isOptional) continue
        return undefined
      }
      const result = codec.validate(input[key], context)
      if (E.isLeft(result)) return undefined
      decoded[key] = result.right
      known += 1
    }
    return known === Object.keys(input).length ? decoded : undefined
  }
  /** Where there is no error, what the codecs have decoded is what they say. */
  const isWhole = (
    decoded: Fields | undefined,
    errors: t.Errors,
  ): decoded is Fields & FieldsOf<R, O> => decoded !== undefined && errors.length === 0
  return new Shaped(
    name,
    isValid,
    (input, context) => {
      if (!t.UnknownRecord.is(input) || Array.isArray(input))
        return t.failure(input, context, `an object`)
      // Where each error lies is asked for only when there is one: most events have none.
      const decoded = decodedFrom(input, context)
      const errors = decoded === undefined ? errorsIn(fields, props, input, context) : []
      return isWhole(decoded, errors) ? t.success(decoded) : t.failures(errors)
    },
    (value) => {
      const encoded: Record<string, unknown> = {}
      for (const { name: key, codec } of fields) {
        if (key in value) encoded[key] = codec.encode(Reflect.get(value, key))
      }
      return encoded
    },
    { kind: 'object', fields },
  )
}

type Fields = Readonly<Record<string, unknown>>

/** All that is wrong with an object, each error with its place. */
function errorsIn(
  fields: readonly Field[],
  props: ReadonlyMap<string, t.Mixed>,
  input: Fields,
  context: t.Context,
): t.Errors {
  const errors: t.Errors = []
  for (const key of Object.keys(input)) {
    if (props.has(key)) continue
    const at = t.appendContext(context, key, t.never, input[key])
    errors.push({ value: input[key], context: at, message: unknownKey(key, [...props.keys()]) })
  }
  for (const { name, codec, isOptional } of fields) {
    const at = t.appendContext(context, name, codec, input[name])
    if (!(name in input)) {
      if (!isOptional) errors.push({ value: undefined, context: at })
      continue
    }
    const result = codec.validate(input[name], at)
    if (E.isLeft(result)) errors.push(...result.left)
  }
  return errors
}

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known)
  const hint = nearest === undefined ? `one of ${known.join(', ')}` : `"${nearest}"`
  return `a known key, perhaps ${hint}`
}

/** The known name that differs from `name` by the fewest edits, at most three. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({
      candidate,
      edits: editDistance(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ edits }) => edits <= 3)
    .sort((a, b) => a.edits - b.edits)
  return ranked[0]?.candidate
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1]
    for (const [j, other] of Array.from(b).entries()) {
      const [left = 0, up = 0, diagonal = 0] = [next[j], row[j + 1], row[j]]
      next.push(Math.min(left + 1, up + 1, diagonal + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** One line an error: `contestants[0].gridCount: expected an integer, found "ten"`. */
export function explain(errors: t.Errors): readonly string[] {
  return errors.map((error) => {
    const path = error.context
      .map(({ key }) => (/^\d+$/.test(key) ? `[${key}]` : key === '' ? '' : `.${key}`))
      .join('')
      .replace(/^\./, '')
    const expected = error.message ?? error.context.at(-1)?.type.name ?? 'something else'
    const found = error.value === undefined ? 'nothing' : JSON.stringify(error.value)
    return `${path === '' ? 'the document' : path}: expected ${expected}, found ${found}`
  })
}
