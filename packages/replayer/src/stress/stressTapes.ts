import { MICROS_PER_SECOND, COARSE_MICROS, type SparseData } from '@gridledger/domain'
import { type TapeMethod, tapeMethodText } from '../derived/tapeMethod'

/** The kinds of tapes that a season is stressed on. */
export const STRESS_KINDS = ['bridge', 'bootstrap', 'shock', 'volatility'] as const
export type StressKind = (typeof STRESS_KINDS)[number]

export type Shock = Pick<
  Extract<TapeMethod, { readonly kind: 'shock' }>,
  'basisPoints' | 'atMicros'
>

/** Which tapes are wanted. */
export interface StressTapes {
  readonly kinds: readonly StressKind[]
  /** Of each seeded kind. */
  readonly tapes: number
  readonly shocks: readonly Shock[]
  readonly volatilities: readonly number[]
}

/** The kinds that a tape allows: trades have no bars, and only shorter ones lie between four hours. */
export function possibleKinds({
  intervalMicros,
}: Pick<SparseData<'TapeOpened'>, 'intervalMicros'>): readonly StressKind[] {
  if (intervalMicros === null) return ['shock']
  return STRESS_KINDS.filter((kind) => kind !== 'bridge' || intervalMicros < COARSE_MICROS)
}

/** Small and large shocks both ways at the middle of a span, to a whole second. */
export function defaultShocks(fromMicros: number, toMicros: number): readonly Shock[] {
  const middle = Math.floor((fromMicros + toMicros) / 2 / MICROS_PER_SECOND) * MICROS_PER_SECOND
  return [-1000, -2000, 1000, 2000].map((basisPoints) => ({ basisPoints, atMicros: middle }))
}

/** The methods of the tapes, none twice. */
export function stressMethods({
  kinds,
  tapes,
  shocks,
  volatilities,
}: StressTapes): readonly TapeMethod[] {
  const seeds = Array.from({ length: tapes }, (_, index) => index + 1)
  const all: readonly TapeMethod[] = [
    ...seeds.map((seed): TapeMethod => ({ kind: 'bridge', seed })),
    ...seeds.map((seed): TapeMethod => ({ kind: 'bootstrap', seed })),
    ...shocks.map((shock): TapeMethod => ({ kind: 'shock', ...shock })),
    ...volatilities.map((percent): TapeMethod => ({ kind: 'volatility', percent })),
  ]
  const wanted = all.filter(({ kind }) => kinds.some((one) => one === kind))
  return [...new Map(wanted.map((method) => [tapeMethodText(method), method])).values()]
}
