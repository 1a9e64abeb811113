import { type DenseType, type Instrument, marksStream, ticksStream } from '@gridledger/domain'
import { isoTime } from '../isoTime'
import type { DenseSlice } from '../seasonBatch'
import { FILE, TAPE } from './names'
import type { TimedPrice } from './times'
import { within } from './validEvent'
import { ticksIn } from './written'

/** Prices as the columns of their stream. Throws RangeError where one is no price or goes back in time. */
export function priceColumns(
  type: Exclude<DenseType, 'LiquidationChecked'>,
  instrument: Instrument,
  rows: readonly TimedPrice[],
): DenseSlice {
  let before = 0
  const list = type === 'PriceTicked' ? 'ticks' : 'marks'
  const prices = rows.map(([timeMicros, price], row) =>
    within(`${list}[${row}]`, () => {
      if (!Number.isSafeInteger(timeMicros) || timeMicros < 0) {
        throw new RangeError(`time: expected whole microseconds since 1970, found ${timeMicros}`)
      }
      if (timeMicros < before) {
        const expected = `expected none before the one before it, ${isoTime(before)}`
        throw new RangeError(`time: ${expected}, found ${isoTime(timeMicros)}`)
      }
      before = timeMicros
      return within('price', () => ticksIn(instrument, price))
    }),
  )
  const columns = [
    Float64Array.from(rows, ([timeMicros]) => timeMicros),
    Float64Array.from(rows, (_, row) => row + 2),
    Float64Array.from(prices),
  ]
  const stream = type === 'PriceTicked' ? ticksStream(TAPE) : marksStream(TAPE)
  const count = rows.length
  const batch = { kind: 'dense' as const, type, causeStream: FILE.file, count, columns }
  return { stream, firstRevision: 0, batch }
}
