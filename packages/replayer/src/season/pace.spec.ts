import { TestScheduler } from 'rxjs/testing'
import { LARGEST_FACTOR, type Pace, type PaceKey, pace } from './pace'

const KEYS: Readonly<Record<string, PaceKey>> = { p: 'pause', n: 'step', f: 'faster', s: 'slower' }

const SECOND = 1_000_000
const go = (seconds: number, changes: Partial<Pace> = {}): Pace => {
  return { byMicros: seconds * SECOND, isStep: false, isPaused: false, factor: 60, ...changes }
}

/**
 * The paces of a clock for so many milliseconds, with keys at their milliseconds. In virtual time: a
 * frame comes every 200 ms, so that at 60x the market goes on by 12 seconds.
 */
function expectPaces(
  factor: number,
  millis: number,
  keys: string,
  marbles: string,
  values: Readonly<Record<string, Pace>>,
): void {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected))
  scheduler.run(({ hot, expectObservable }) => {
    const paces = pace(factor, hot(keys, KEYS), scheduler)
    expectObservable(paces, `^ ${millis - 1}ms !`).toBe(marbles, values)
  })
}

describe('pace', () => {
  it('goes on by real time times the factor, from the first moment on', () => {
    const frames = 'a 199ms b 199ms b 199ms b'
    expectPaces(60, 700, '', frames, { a: go(0), b: go(12) })
    const hour = { factor: 3600 }
    expectPaces(3600, 700, '', frames, { a: go(0, hour), b: go(720, hour) })
  })

  it('stands still from a pause to the next, and takes single ticks meanwhile', () => {
    const still = { isPaused: true }
    expectPaces(
      60,
      900,
      '250ms p 249ms n 249ms p',
      'a 199ms b 49ms c 149ms d 99ms e 99ms d 149ms f 49ms g',
      {
        a: go(0),
        b: go(12),
        c: go(3, still),
        d: go(0, still),
        e: go(0, { isPaused: true, isStep: true }),
        f: go(0),
        g: go(3),
      },
    )
  })

  it('takes no single ticks while it goes on', () => {
    expectPaces(60, 150, '100ms n', 'a 99ms b', { a: go(0), b: go(6) })
  })

  it('goes on at the old speed up to the key that changes it', () => {
    expectPaces(60, 450, '100ms f 199ms s', 'a 99ms b 99ms c 99ms d 99ms e', {
      a: go(0),
      b: go(6, { factor: 120 }),
      c: go(12, { factor: 120 }),
      d: go(12, { factor: 60 }),
      e: go(6),
    })
  })

  it('is never slower than the real clock, nor faster than it can be asked for', () => {
    expectPaces(1, 110, '100ms s', 'a 99ms b', {
      a: go(0, { factor: 1 }),
      b: go(0.1, { factor: 1 }),
    })
    const largest = { factor: LARGEST_FACTOR }
    expectPaces(LARGEST_FACTOR, 110, '100ms f', 'a 99ms b', {
      a: go(0, largest),
      b: go(100_000, largest),
    })
  })
})
