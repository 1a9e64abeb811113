import * as fc from 'fast-check'
import { bucketOpen, bucketWidth } from './timeBuckets'

const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** 2025-10-23T18:30:00Z */
const START = 1_761_244_200_000_000

describe('bucketWidth', () => {
  it.each<[name: string, span: number, atMost: number, least: number, width: number]>([
    ['eleven days', 11.1875 * DAY, 2000, MINUTE, 10 * MINUTE],
    ['a year', 365 * DAY, 2000, MINUTE, 6 * HOUR],
    ['half an hour, never below a bar', 30 * MINUTE, 2000, MINUTE, MINUTE],
    ['an hour of four-hour bars', HOUR, 2000, 4 * HOUR, 4 * HOUR],
    ['bars of a length that is not customary', DAY, 2000, 7 * MINUTE, 10 * MINUTE],
    ['a moment', 0, 2000, 1, SECOND],
    ['ten thousand years', 3_650_000 * DAY, 2000, MINUTE, 4 * 365 * DAY * 2],
  ])('%s', (_, span, atMost, least, width) => {
    expect(bucketWidth(START, START + span, atMost, least)).toBe(width)
  })

  it('makes never more buckets than asked for', () => {
    const input = [fc.nat(2 ** 51), fc.nat(2 ** 52), fc.integer({ min: 2, max: 3000 })] as const
    fc.assert(
      fc.property(...input, (start, span, atMost) => {
        const width = bucketWidth(start, start + span, atMost, 1)
        const buckets = (bucketOpen(start + span, width) - bucketOpen(start, width)) / width + 1
        expect(buckets).toBeLessThanOrEqual(atMost)
      }),
    )
  })
})

describe('bucketOpen', () => {
  it.each([
    [START, 10 * MINUTE, START],
    [START - 1, 10 * MINUTE, START - 10 * MINUTE],
    [START + 10 * MINUTE - 1, 10 * MINUTE, START],
    [START, HOUR, START - 30 * MINUTE],
  ])('of %i in buckets of %i is %i', (time, width, open) => {
    expect(bucketOpen(time, width)).toBe(open)
  })
})
