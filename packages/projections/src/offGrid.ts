import { at as valueAt } from '@gridledger/domain'
import type { Projection } from './projection'
import { type PriceStretch, withStretch } from './stretch'

/** Looked up once, as in `equity`. */
const at = valueAt

/** A time that the last price spent strictly beyond the outermost line of one side. */
export interface OffGridSpell {
  readonly fromMicros: number
  readonly toMicros: number
  readonly side: 'above' | 'below'
  /** The farthest distance from that line, in ticks. */
  readonly depthTicks: number
}

/** The spells beyond the range so far, and the one that is not over. */
export interface OffGridView {
  /** The outermost lines while the grid runs; without one no price is beyond. */
  readonly lowerTicks: number
  readonly upperTicks: number
  readonly open: OffGridSpell | null
  readonly spells: readonly OffGridSpell[]
}

function withRange(view: OffGridView, lines: readonly number[]): OffGridView {
  return { ...view, lowerTicks: at(lines, 0), upperTicks: at(lines, lines.length - 1) }
}

function close(view: OffGridView, toMicros: number): OffGridView {
  if (view.open === null) return view
  return { ...view, open: null, spells: [...view.spells, { ...view.open, toMicros }] }
}

function beyond(view: OffGridView, timeMicros: number, priceTicks: number): OffGridView {
  const side = priceTicks > view.upperTicks ? 'above' : 'below'
  const depth = side === 'above' ? priceTicks - view.upperTicks : view.lowerTicks - priceTicks
  const same = view.open?.side === side ? view : close(view, timeMicros)
  const open = same.open ?? { fromMicros: timeMicros, toMicros: timeMicros, side, depthTicks: 0 }
  const depthTicks = Math.max(open.depthTicks, depth)
  return { ...same, open: { ...open, toMicros: timeMicros, depthTicks } }
}

function ticked(view: OffGridView, timeMicros: number, priceTicks: number): OffGridView {
  const isBeyond = priceTicks > view.upperTicks || priceTicks < view.lowerTicks
  return isBeyond ? beyond(view, timeMicros, priceTicks) : close(view, timeMicros)
}

/** A stretch changes the view where the price leaves the range, is farther away, or comes back. */
function tickedOver(before: OffGridView, rows: PriceStretch): OffGridView {
  const { from, to, timesMicros, pricesTicks } = rows
  let view = before
  const { lowerTicks, upperTicks } = view
  for (let row = from; row < to; row += 1) {
    const price = at(pricesTicks, row)
    if (price <= upperTicks && price >= lowerTicks && view.open === null) continue
    view = ticked(view, at(timesMicros, row), price)
  }
  return view
}

/** When, how far and on which side the price left the grid. An open spell ends with the grid. */
export const offGrid: Projection<OffGridView> = {
  name: 'off-grid',
  version: 1,
  initialView: { lowerTicks: -Infinity, upperTicks: Infinity, open: null, spells: [] },
  on: {
    GridStarted: (view, { data }) => withRange(view, data.linesTicks),
    // Lines are laid anew only around the price, so a spell ends with the old ones.
    ParametersAmended: (view, { timeMicros, data }) =>
      data.relaid ? withRange(close(view, timeMicros), data.linesTicks) : view,
    PriceTicked: withStretch(
      (view, { timeMicros, data }) => ticked(view, timeMicros, data.priceTicks),
      tickedOver,
    ),
    GridStopped: (view, { timeMicros }) => ({
      ...close(view, timeMicros),
      lowerTicks: -Infinity,
      upperTicks: Infinity,
    }),
  },
  finish: (view) => (view.open === null ? view : close(view, view.open.toMicros)),
}
