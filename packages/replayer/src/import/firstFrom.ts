import { at } from '@gridledger/domain'

/** The first row at or after a moment, of times that never fall; `count` where there is none. */
export function firstFrom(times: Float64Array, count: number, timeMicros: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (at(times, middle) < timeMicros) low = middle + 1
    else high = middle
  }
  return low
}
