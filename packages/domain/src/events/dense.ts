import { struct } from '../struct'
import { Integer, MoneyCodec } from '../wire'
import type { EventCodec } from './event'
import { eventCodec } from './event'

/**
 * Events of dense streams, by type: numbers only, stored as columns in the order of the fields. The
 * codec is that of one event's data in JSON.
 */
export const DENSE_EVENTS = {
  /** The last price. */
  PriceTicked: eventCodec(
    struct('PriceTicked', {
      /** The last price from here on. */
      priceTicks: Integer,
    }),
  ),
  /** The mark price, where the tape has one of its own. */
  MarkPriceTicked: eventCodec(
    struct('MarkPriceTicked', {
      /** The mark from here on. */
      markTicks: Integer,
    }),
  ),
  /** What was judged at a tick with an open position; liquidated when equity − pendingFees ≤ maintenance. */
  LiquidationChecked: eventCodec(
    struct('LiquidationChecked', {
      /** The equity, with the position valued at the mark. */
      equity: MoneyCodec,
      /** What the position needs: its size · mark · (maintenance rate of its tier + 0.0005). */
      maintenance: MoneyCodec,
      /** 0.05 % of the value of the orders that would open more of a position. */
      pendingFees: MoneyCodec,
    }),
  ),
}
/** The type of an event of a dense stream. */
export type DenseType = keyof typeof DENSE_EVENTS
/** The data of one event of a dense stream, by its type. */
export type DenseData<Type extends DenseType> =
  (typeof DENSE_EVENTS)[Type] extends EventCodec<infer D> ? D : never

/** The fields of each dense event in codec order, after time and cause revision. */
export const DENSE_FIELDS = {
  PriceTicked: ['priceTicks'],
  MarkPriceTicked: ['markTicks'],
  LiquidationChecked: ['equity', 'maintenance', 'pendingFees'],
} as const satisfies { readonly [T in DenseType]: readonly (keyof DenseData<T>)[] }
