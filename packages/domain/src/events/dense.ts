import { struct } from '../struct'
import { Integer, MoneyCodec } from '../wire'
import type { EventCodec } from './event'
import { eventCodec } from './event'

/**
 * Events of dense streams: numbers only, stored as columns in the order of the fields. The codec is
 * that of one event's data in JSON.
 */
export const DENSE_EVENTS = {
  /** The last price. */
  PriceTicked: eventCodec(struct('PriceTicked', { priceTicks: Integer })),
  /** The mark price, where the tape has one of its own. */
  MarkPriceTicked: eventCodec(struct('MarkPriceTicked', { markTicks: Integer })),
  /** What was judged at a tick with an open position; liquidated when equity − pendingFees ≤ maintenance. */
  LiquidationChecked: eventCodec(
    struct('LiquidationChecked', {
      equity: MoneyCodec,
      maintenance: MoneyCodec,
      pendingFees: MoneyCodec,
    }),
  ),
}
export type DenseType = keyof typeof DENSE_EVENTS
export type DenseData<Type extends DenseType> =
  (typeof DENSE_EVENTS)[Type] extends EventCodec<infer D> ? D : never

/** The fields of each dense event in codec order, after time and cause revision. */
export const DENSE_FIELDS = {
  PriceTicked: ['priceTicks'],
  MarkPriceTicked: ['markTicks'],
  LiquidationChecked: ['equity', 'maintenance', 'pendingFees'],
} as const satisfies { readonly [T in DenseType]: readonly (keyof DenseData<T>)[] }
