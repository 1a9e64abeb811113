import * as t from 'io-ts'
import { Shaped } from '../shape'
import { struct } from '../struct'
import { AmountText, DecimalText, Integer, PositiveText, ShareText, oneOf, orNull } from '../wire'

export const Direction = oneOf('neutral', 'long', 'short')
export type Direction = t.TypeOf<typeof Direction>

export const FillRule = oneOf('touch', 'cross', 'through')
/**
 * touch: the tick reaches the line; cross: it goes at least one tick beyond; through: a trade prints
 * beyond, which only a tape of trades can show.
 */
export type FillRule = t.TypeOf<typeof FillRule>

export const NeutralStart = oneOf('slots', 'all', 'skip-nearest')
/** How a neutral grid lays its first orders: see `startBook`. */
export type NeutralStart = t.TypeOf<typeof NeutralStart>

const PriceStop = struct('{"price"}', { price: PositiveText })
const RatioStop = struct('{"ratio"}', { ratio: PositiveText })
/** A stop by last price, or by profit as a share of the investment (positive, also for a loss). */
export const Stop: t.Type<t.TypeOf<typeof PriceStop> | t.TypeOf<typeof RatioStop>, object> =
  new Shaped(
    '{"price": "…"} or {"ratio": "…"}, never both',
    (value): value is t.TypeOf<typeof PriceStop> | t.TypeOf<typeof RatioStop> =>
      PriceStop.is(value) || RatioStop.is(value),
    (input, context) => {
      const [form, ...more] = t.UnknownRecord.is(input) ? Object.keys(input) : []
      if (more.length > 0) return t.failure(input, context)
      if (form === 'price') return PriceStop.validate(input, context)
      return form === 'ratio' ? RatioStop.validate(input, context) : t.failure(input, context)
    },
    (stop) => ('price' in stop ? PriceStop.encode(stop) : RatioStop.encode(stop)),
    {
      kind: 'object',
      fields: ['price', 'ratio'].map((name) => ({ name, codec: PositiveText, isOptional: true })),
    },
  )
export type Stop = t.TypeOf<typeof Stop>

/**
 * What a contestant sets, as events carry it. Prices, rates and amounts are decimal strings in the
 * quote currency; `reserve` is a share of the investment; `quantityPerGrid` is in contracts, null
 * to size from the margin.
 */
export const GridParameters = struct('grid parameters', {
  direction: Direction,
  spacing: oneOf('arithmetic', 'geometric'),
  lowerPrice: PositiveText,
  upperPrice: PositiveText,
  gridCount: Integer,
  leverage: PositiveText,
  investment: AmountText,
  reserve: ShareText,
  quantityPerGrid: orNull(PositiveText),
  basePosition: t.boolean,
  takeProfit: orNull(Stop),
  stopLoss: orNull(Stop),
  makerFee: DecimalText,
  takerFee: DecimalText,
  onStop: oneOf('close', 'keep'),
  slippageTicks: Integer,
})
export type GridParameters = t.TypeOf<typeof GridParameters>

/** What a season sets for all its grids. */
export const MarketRules = struct('market rules', {
  fillRule: FillRule,
  neutralStart: NeutralStart,
})
export type MarketRules = t.TypeOf<typeof MarketRules>
