import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import type { CandlePath } from '@gridledger/domain'
import { right } from '../../../../test/support/tapes'
import {
  LARGEST_SHOCK,
  LARGEST_VOLATILITY,
  SMALLEST_SHOCK,
  type TapeMethod,
  derivedName,
  parseTapeMethod,
  tapeMethodText,
} from './tapeMethod'

const seed = fc.nat(999_999_999)
const path: fc.Arbitrary<CandlePath> = fc.oneof(
  fc.constantFrom<CandlePath>({ kind: 'nearest' }, { kind: 'high-first' }, { kind: 'low-first' }),
  seed.map((number): CandlePath => ({ kind: 'seeded', seed: number })),
)
const method: fc.Arbitrary<TapeMethod> = fc.oneof(
  path.map((each): TapeMethod => ({ kind: 'path', path: each })),
  seed.map((number): TapeMethod => ({ kind: 'bridge', seed: number })),
  seed.map((number): TapeMethod => ({ kind: 'bootstrap', seed: number })),
  fc
    .integer({ min: 1, max: LARGEST_VOLATILITY })
    .map((percent): TapeMethod => ({ kind: 'volatility', percent })),
  fc
    .tuple(fc.integer({ min: SMALLEST_SHOCK, max: LARGEST_SHOCK }), fc.nat(4_000_000_000))
    .map(([basisPoints, seconds]): TapeMethod => {
      return { kind: 'shock', basisPoints, atMicros: seconds * 1_000_000 }
    }),
)

describe('a tape method', () => {
  it('is read back from its text, which is part of a name', () => {
    fc.assert(
      fc.property(method, (each) => {
        const text = tapeMethodText(each)
        expect(text).toMatch(/^[a-z0-9-]+$/)
        expect(right(parseTapeMethod(text))).toEqual(each)
        expect(derivedName('tape-1', each)).toBe(`tape-1-${text}`)
      }),
    )
  })

  it('has another text where it is another method', () => {
    fc.assert(
      fc.property(method, method, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other)
        expect(tapeMethodText(one) === tapeMethodText(other)).toBe(isSame)
      }),
    )
  })

  it.each<[TapeMethod, string]>([
    [{ kind: 'path', path: { kind: 'low-first' } }, 'low-first'],
    [{ kind: 'path', path: { kind: 'seeded', seed: 7 } }, 'seeded-7'],
    [{ kind: 'bridge', seed: 0 }, 'bridge-0'],
    [{ kind: 'bootstrap', seed: 12 }, 'bootstrap-12'],
    [{ kind: 'volatility', percent: 150 }, 'volatility-150'],
    [
      { kind: 'shock', basisPoints: -2000, atMicros: Date.parse('2025-10-29T20:45:00Z') * 1000 },
      'shock-minus-20-at-20251029t204500z',
    ],
    [{ kind: 'shock', basisPoints: 5, atMicros: 0 }, 'shock-plus-0p05-at-19700101t000000z'],
  ])('%j is %s', (each, text) => {
    expect(tapeMethodText(each)).toBe(text)
  })

  it.each([
    ['', 'bridge', 'bridge-', 'bridge-01', 'bridge-1234567890', 'bridge--1', 'Bridge-1'],
    ['seeded:7', 'seeded', 'volatility-0', 'volatility-1001', 'volatility-1p5'],
    ['shock-minus-20', 'shock-20-at-20251029t204500z', 'shock-minus-0-at-20251029t204500z'],
    ['shock-minus-100-at-20251029t204500z', 'shock-plus-1000p01-at-20251029t204500z'],
    ['shock-plus-2p50-at-20251029t204500z', 'shock-plus-20-at-20251029t2045z'],
    ['shock-plus-20-at-20250431t204500z', 'shock-plus-20-at-20251029t256000z'],
  ])('refuses %s and the like', (...texts) => {
    for (const text of texts) {
      const refused = parseTapeMethod(text)
      expect(E.isLeft(refused) ? refused.left : text).toMatch(
        `expected nearest, high-first, low-first, seeded-N, bridge-N, bootstrap-N, volatility-P or a shock such as shock-minus-20-at-20251029t204500z, found "${text}"`,
      )
    }
  })
})
