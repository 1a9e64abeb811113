import * as E from 'fp-ts/Either'
import { type CandlePath, parseCandlePath } from '@gridledger/domain'

/** How a tape is made from another. */
export type TapeMethod =
  /** The same bars, their extremes in another order. */
  | { readonly kind: 'path'; readonly path: CandlePath }
  /** The same four-hour figures, another way between them. */
  | { readonly kind: 'bridge'; readonly seed: number }
  /** The same bars in blocks of a day, drawn anew. */
  | { readonly kind: 'bootstrap'; readonly seed: number }
  /** All prices from a moment on changed for good, by hundredths of a percent. */
  | { readonly kind: 'shock'; readonly basisPoints: number; readonly atMicros: number }
  /** The same moves, scaled to so many percent. */
  | { readonly kind: 'volatility'; readonly percent: number }
  /** A part of it, from a moment to another. */
  | { readonly kind: 'span'; readonly fromMicros: number; readonly toMicros: number }

/** The largest rise of a shock, in hundredths of a percent: elevenfold. */
export const LARGEST_SHOCK = 100_000
/** A fall leaves something. */
export const SMALLEST_SHOCK = -9_999
export const LARGEST_VOLATILITY = 1000

const EXPECTED =
  'expected nearest, high-first, low-first, seeded-N, bridge-N, bootstrap-N, volatility-P or a shock ' +
  'such as shock-minus-20-at-20251029t204500z'

/** A method as `tapeMethodText` writes it, and in no other form. A Left says what was expected. */
export function parseTapeMethod(text: string): E.Either<string, TapeMethod> {
  const method = seededMethod(text) ?? shockMethod(text) ?? spanMethod(text) ?? pathMethod(text)
  return method !== undefined && tapeMethodText(method) === text
    ? E.right(method)
    : E.left(`${EXPECTED}, found ${JSON.stringify(text)}`)
}

/** The text of a method, of the letters, digits and dashes that names are made of. */
export function tapeMethodText(method: TapeMethod): string {
  switch (method.kind) {
    case 'path':
      return method.path.kind === 'seeded' ? `seeded-${method.path.seed}` : method.path.kind
    case 'bridge':
    case 'bootstrap':
      return `${method.kind}-${method.seed}`
    case 'volatility':
      return `volatility-${method.percent}`
    case 'span':
      return `span-${momentText(method.fromMicros)}-${momentText(method.toMicros)}`
    case 'shock': {
      const sign = method.basisPoints < 0 ? 'minus' : 'plus'
      const size = String(Math.abs(method.basisPoints) / 100).replace('.', 'p')
      return `shock-${sign}-${size}-at-${momentText(method.atMicros)}`
    }
  }
}

/** The tape that a method makes of another one. */
export const derivedName = (source: string, method: TapeMethod): string =>
  `${source}-${tapeMethodText(method)}`

function seededMethod(text: string): TapeMethod | undefined {
  const [, kind, digits = ''] = /^(bridge|bootstrap|volatility)-(\d{1,9})$/.exec(text) ?? []
  const number = Number(digits)
  if (kind === 'bridge' || kind === 'bootstrap') return { kind, seed: number }
  const isVolatility = kind === 'volatility' && number >= 1 && number <= LARGEST_VOLATILITY
  return isVolatility ? { kind, percent: number } : undefined
}

function pathMethod(text: string): TapeMethod | undefined {
  const path = parseCandlePath(text.replace(/^seeded-/, 'seeded:'))
  return path === undefined ? undefined : { kind: 'path', path }
}

const SHOCK = /^shock-(plus|minus)-(\d{1,4})(?:p(\d{1,2}))?-at-([0-9]{8}t[0-9]{6}z)$/

function shockMethod(text: string): TapeMethod | undefined {
  const [, sign, whole = '', hundredths = '', moment = ''] = SHOCK.exec(text) ?? []
  if (sign === undefined) return undefined
  const size = Number(whole) * 100 + Number(hundredths.padEnd(2, '0'))
  const basisPoints = sign === 'minus' ? -size : size
  const atMicros = momentMicros(moment)
  const isPossible = basisPoints >= SMALLEST_SHOCK && basisPoints <= LARGEST_SHOCK
  return isPossible && atMicros !== undefined ? { kind: 'shock', basisPoints, atMicros } : undefined
}

const SPAN = /^span-([0-9]{8}t[0-9]{6}z)-([0-9]{8}t[0-9]{6}z)$/

function spanMethod(text: string): TapeMethod | undefined {
  const [, from = '', to = ''] = SPAN.exec(text) ?? []
  const [fromMicros, toMicros] = [momentMicros(from), momentMicros(to)]
  if (fromMicros === undefined || toMicros === undefined || fromMicros >= toMicros) return undefined
  return { kind: 'span', fromMicros, toMicros }
}

/** A whole second as `20251029t204500z`. */
function momentText(micros: number): string {
  const [seconds = ''] = new Date(micros / 1000).toISOString().split('.')
  return `${seconds.replace(/[-:]/g, '').toLowerCase()}z`
}

/** Undefined where no calendar has that moment: Date would take 31 April for 1 May. */
function momentMicros(text: string): number | undefined {
  const iso = text.replace(/^(....)(..)(..)t(..)(..)(..)z$/, '$1-$2-$3T$4:$5:$6Z')
  const millis = Date.parse(iso)
  if (!(millis >= 0)) return undefined
  return momentText(millis * 1000) === text ? millis * 1000 : undefined
}
