import { Decimal } from '@gridledger/domain'

const DOT = 0x2e
const ZERO = 0x30

/** How a price's digits become ticks: digits · 10^decimals / step. */
export interface TickScale {
  readonly tickSize: string
  readonly decimals: number
  readonly step: number
}

export function tickScale(tickSize: string): TickScale {
  const tick = new Decimal(tickSize)
  const decimals = tick.decimalPlaces()
  return { tickSize, decimals, step: tick.times(new Decimal(10).pow(decimals)).toNumber() }
}

/**
 * The ticks of a price written as plain digits in bytes `from` to before `to`, with no decimal in
 * between; NaN when they are no plain number, -1 when it is not a whole number of ticks.
 */
export function parseTicks(bytes: Uint8Array, from: number, to: number, scale: TickScale): number {
  let digits = 0
  let decimals = -1
  let exact = true
  for (let index = from; index < to; index += 1) {
    const byte = bytes[index] ?? 0
    if (byte === DOT && decimals < 0 && index > from) {
      decimals = 0
      continue
    }
    const digit = byte - ZERO
    if (digit < 0 || digit > 9) return NaN
    if (decimals >= scale.decimals) {
      exact &&= digit === 0
      continue
    }
    digits = digits * 10 + digit
    if (decimals >= 0) decimals += 1
  }
  if (to === from || bytes[to - 1] === DOT) return NaN
  for (let missing = Math.max(decimals, 0); missing < scale.decimals; missing += 1) digits *= 10
  if (!exact || digits % scale.step !== 0) return -1
  return digits / scale.step
}

/** A whole number written in bytes `from` to before `to`; NaN for anything else. */
export function parseWhole(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let index = from; index < to; index += 1) {
    const digit = (bytes[index] ?? 0) - ZERO
    if (digit < 0 || digit > 9) return NaN
    value = value * 10 + digit
  }
  return to > from ? value : NaN
}

/** Prices are bounded so that four-byte columns and 2^53 sums hold. */
export const LARGEST_TICKS = 2_147_483_647

/** What was expected of a price that `parseTicks` read; undefined where it is one. */
export function priceExpected(ticks: number, { tickSize }: TickScale): string | undefined {
  if (ticks === -1) return `expected a multiple of the tick ${tickSize}`
  if (!(ticks > 0)) return 'expected a positive price'
  return ticks > LARGEST_TICKS
    ? `expected at most ${LARGEST_TICKS} ticks of ${tickSize}`
    : undefined
}

/** 1973: what is less is seconds, in which a source would be read for one of 1970. */
const LEAST_MILLIS = 100_000_000_000
/** From the year 5138 on in milliseconds, or from 1973 on in microseconds. */
const LEAST_MICROS = 100_000_000_000_000

/**
 * A time in milliseconds as microseconds; NaN for anything else. Some sources went over to
 * microseconds: where that may be (`hasMicros`), so large a number is taken for them.
 */
export function parseStamp(
  bytes: Uint8Array,
  from: number,
  to: number,
  hasMicros: boolean,
): number {
  return stampMicros(parseWhole(bytes, from, to), hasMicros)
}

/** What `parseStamp` makes of the number that a time is written as. */
export function stampMicros(stamp: number, hasMicros: boolean): number {
  if (hasMicros && stamp >= LEAST_MICROS) return Number.isSafeInteger(stamp) ? stamp : NaN
  return stamp >= LEAST_MILLIS && Number.isSafeInteger(stamp * 1000) ? stamp * 1000 : NaN
}
