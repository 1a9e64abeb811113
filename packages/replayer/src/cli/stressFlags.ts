import { InvalidArgumentError } from 'commander'
import * as E from 'fp-ts/Either'
import { MICROS_PER_SECOND } from '@gridledger/domain'
import {
  LARGEST_SHOCK,
  LARGEST_VOLATILITY,
  SMALLEST_SHOCK,
  type TapeMethod,
  parseTapeMethod,
} from '../derived/tapeMethod'
import { Time } from '../season/seasonFile'
import { STRESS_KINDS, type Shock, type StressKind } from '../stress/stressTapes'
import { wholeNumber } from './options'

const LARGEST_TAPES = 10_000

/** `--tapes N`. */
export function tapesOf(text: string): number {
  const tapes = wholeNumber(text)
  if (tapes <= LARGEST_TAPES) return tapes
  throw new InvalidArgumentError(`expected at most ${LARGEST_TAPES}`)
}

/** `--kinds bridge,shock`. */
export function kindsOf(text: string): readonly StressKind[] {
  const words = text.split(',')
  const kinds = STRESS_KINDS.filter((kind) => words.includes(kind))
  const unknown = words.find((word) => !STRESS_KINDS.some((kind) => kind === word))
  if (unknown === undefined) return kinds
  throw new InvalidArgumentError(
    `expected ${STRESS_KINDS.join(', ')}, several with commas between, found ${JSON.stringify(unknown)}`,
  )
}

/** `--shock -20%@2025-10-29T08:45:00Z`, one after the other. */
export function shockOf(text: string, before: readonly Shock[] = []): readonly Shock[] {
  const [, sign = '', whole = '', hundredths = '', time = ''] =
    /^([+-]?)(\d{1,4})(?:\.(\d{1,2}))?%?@(.+)$/.exec(text) ?? []
  const size = Number(whole) * 100 + Number(hundredths.padEnd(2, '0'))
  const basisPoints = sign === '-' && size > 0 ? -size : size
  const at = Time.decode(time)
  const isPossible = whole !== '' && basisPoints >= SMALLEST_SHOCK && basisPoints <= LARGEST_SHOCK
  if (isPossible && E.isRight(at) && at.right % MICROS_PER_SECOND === 0)
    return [...before, { basisPoints, atMicros: at.right }]
  throw new InvalidArgumentError(
    `expected a size from ${SMALLEST_SHOCK / 100}% to +${LARGEST_SHOCK / 100}% at a whole second, ` +
      'such as -20%@2025-10-29T08:45:00Z',
  )
}

/** `--volatility 150`, one after the other. */
export function volatilityOf(text: string, before: readonly number[] = []): readonly number[] {
  const percent = wholeNumber(text)
  if (percent >= 1 && percent <= LARGEST_VOLATILITY) return [...before, percent]
  throw new InvalidArgumentError(`expected a percentage from 1 to ${LARGEST_VOLATILITY}`)
}

/** What `--keep` asks for: so many of the worst, and tapes by name. */
export interface Keep {
  readonly worst: number
  readonly methods: readonly TapeMethod[]
}

/** `--keep 3`, `--keep bridge-17`, one after the other. */
export function keepOf(text: string, before: Keep = { worst: 0, methods: [] }): Keep {
  if (/^\d{1,4}$/.test(text)) return { ...before, worst: Number(text) }
  const method = parseTapeMethod(text)
  if (E.isRight(method)) return { ...before, methods: [...before.methods, method.right] }
  throw new InvalidArgumentError(
    `expected how many of the worst, or a tape: ${method.left.replace('expected ', '')}`,
  )
}
