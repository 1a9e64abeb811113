import { MICROS_PER_DAY, at } from '@gridledger/domain'
import type { Written } from './written'

/** In microseconds. */
export const MINUTE = 60_000_000
/** In microseconds. */
export const DAY = MICROS_PER_DAY
/** 2025-01-01T00:00:00Z, when the seasons of tests begin; in microseconds, as all times. */
export const START = 1_735_689_600_000_000

/** So many minutes after the start. */
export const minutes = (count: number): number => START + count * MINUTE

/** A price in quote currency and its time in microseconds. */
export type TimedPrice<Price extends Written = Written> = readonly [
  timeMicros: number,
  price: Price,
]
/** Prices, one a minute from the start, or each with its time. */
export type Prices = readonly (Written | TimedPrice)[]

/** A tick a minute, each the open of a bar. */
export function everyMinute(...prices: readonly number[]): readonly TimedPrice<number>[]
export function everyMinute(...prices: readonly Written[]): readonly TimedPrice[]
export function everyMinute(...prices: readonly Written[]): readonly TimedPrice[] {
  return prices.map((price, minute) => [minutes(minute), price])
}

/** Bars of four ticks at open + 0, 1/4 and 1/2 of the interval and + interval − 1 µs. */
export function bars(
  intervalMicros: number,
  ...fours: readonly (readonly [number, number, number, number])[]
): readonly TimedPrice<number>[]
export function bars(
  intervalMicros: number,
  ...fours: readonly (readonly [Written, Written, Written, Written])[]
): readonly TimedPrice[]
export function bars(
  intervalMicros: number,
  ...fours: readonly (readonly [Written, Written, Written, Written])[]
): readonly TimedPrice[] {
  const offsets = [0, intervalMicros / 4, intervalMicros / 2, intervalMicros - 1]
  return fours.flatMap((prices, bar) =>
    prices.map((price, index): TimedPrice => {
      return [START + bar * intervalMicros + at(offsets, index), price]
    }),
  )
}

/** Each price with its time. */
export function timed(prices: Prices): readonly TimedPrice[] {
  return prices.map((entry, minute) =>
    typeof entry === 'object' ? entry : [minutes(minute), entry],
  )
}
