import { Decimal } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { TapeMethod } from './tapeMethod'

/** What a method does to a tape, in the words that follow "the tape" or "the season". */
export function methodWords(method: TapeMethod): string {
  switch (method.kind) {
    case 'path': {
      const { path } = method
      const order = path.kind === 'seeded' ? `seeded order ${path.seed}` : `order ${path.kind}`
      return `with the extremes of its candles in the ${order}`
    }
    case 'bridge':
      return `with another way between its four-hour figures, seed ${method.seed}`
    case 'bootstrap':
      return `with days drawn anew from its own, seed ${method.seed}`
    case 'shock': {
      const { basisPoints } = method
      const size = new Decimal(basisPoints).div(100).toFixed()
      return `with prices ${basisPoints < 0 ? '' : '+'}${size} % from ${isoTime(method.atMicros)} on, for good`
    }
    case 'volatility':
      return `with each bar's moves at ${method.percent} %`
    case 'span':
      return `from ${isoTime(method.fromMicros)} to ${isoTime(method.toMicros)}`
  }
}
