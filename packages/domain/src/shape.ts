import * as t from 'io-ts'

/** A field of an object, in codec order. */
export interface Field {
  readonly name: string
  readonly codec: t.Mixed
  readonly isOptional: boolean
}

/** What a codec takes, for whoever lays events out in another form: see `shapeOf`. */
export type Shape =
  | { readonly kind: 'text' | 'flag' | 'integer' | 'money' | 'decimal' }
  | { readonly kind: 'nullable' | 'list'; readonly of: t.Mixed }
  | { readonly kind: 'object'; readonly fields: readonly Field[] }

/** An io-ts codec that says what it takes: `shapeOf` asks it. */
export class Shaped<A, O> extends t.Type<A, O> {
  constructor(
    name: string,
    is: t.Is<A>,
    validate: t.Validate<unknown, A>,
    encode: t.Encode<A, O>,
    readonly shape: Shape,
  ) {
    super(name, is, validate, encode)
  }
}

/** What a codec of events takes. Throws for one that does not say: none of theirs. */
export function shapeOf(codec: t.Mixed): Shape {
  if (codec instanceof Shaped) return codec.shape
  if (codec === t.string) return { kind: 'text' }
  if (codec === t.boolean) return { kind: 'flag' }
  throw new Error(`a codec without a shape: ${codec.name}`)
}
