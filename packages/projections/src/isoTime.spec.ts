import * as fc from 'fast-check'
import { isoTime } from './isoTime'

/** The same time by the runtime's own calendar, which is exact to the millisecond. */
function byDate(timeMicros: number): string {
  const toSecond = new Date(Math.floor(timeMicros / 1000)).toISOString().slice(0, 19)
  const fraction = timeMicros % 1_000_000
  return fraction === 0 ? `${toSecond}Z` : `${toSecond}.${String(fraction).padStart(6, '0')}Z`
}

describe('isoTime', () => {
  it.each<[time: string, micros: number]>([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00.000001Z', 1],
    ['1970-01-01T00:00:00.100000Z', 100_000],
    ['1970-01-01T00:00:59.999999Z', 59_999_999],
    ['1970-01-01T23:59:59Z', 86_399_000_000],
    ['1970-01-02T00:00:00Z', 86_400_000_000],
    ['2000-02-29T00:00:00Z', 951_782_400_000_000],
    ['2025-10-23T18:30:00Z', 1_761_244_200_000_000],
    ['2025-10-23T18:30:59.999999Z', 1_761_244_259_999_999],
  ])('%s', (text, micros) => {
    expect(isoTime(micros)).toBe(text)
    expect(byDate(micros)).toBe(text)
  })

  it('has the calendar’s date for every day of a century', () => {
    const days = Array.from({ length: 36_525 }, (_, day) => day * 86_400_000_000)
    expect(days.filter((micros) => isoTime(micros) !== byDate(micros))).toEqual([])
  })

  it.each(['1972', '1996', '2000', '2024', '2100', '2200'])('knows the February of %s', (year) => {
    for (const day of ['02-28', '02-29', '03-01', '12-31']) {
      const micros = Date.parse(`${year}-${day}T12:00:00Z`) * 1000
      expect(isoTime(micros)).toBe(byDate(micros))
    }
  })

  it('agrees with the calendar at any microsecond', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (micros) => expect(isoTime(micros)).toBe(byDate(micros))),
      { numRuns: 2000 },
    )
  })

  it('orders as text as it orders as a number, within a second count', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)].map((micros) => {
          return isoTime(micros - (micros % 1_000_000))
        })
        expect(first! <= second!).toBe(true)
      }),
    )
  })
})
