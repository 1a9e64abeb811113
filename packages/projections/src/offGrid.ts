import { at } from '@gridledger/domain'
import type { Projection } from './projection'

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
    PriceTicked: (view, { timeMicros, data: { priceTicks } }) => {
      if (priceTicks > view.upperTicks || priceTicks < view.lowerTicks) {
        return beyond(view, timeMicros, priceTicks)
      }
      return close(view, timeMicros)
    },
    GridStopped: (view, { timeMicros }) => ({
      ...close(view, timeMicros),
      lowerTicks: -Infinity,
      upperTicks: Infinity,
    }),
  },
  finish: (view) => (view.open === null ? view : close(view, view.open.toMicros)),
}
