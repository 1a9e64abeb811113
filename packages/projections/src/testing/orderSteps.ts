import { type FillKind, type Side, at, priceOf, instrumentUnits } from '@gridledger/domain'
import type { RunSoFar, Step } from './step'
import { type Written, lotsIn, ticksIn, usdt } from './written'

/** What of a fill is to be other than usual. */
export interface FillSketch {
  /** 'grid' where it is not said: the price is then a line's. */
  readonly kind?: FillKind
  /** Contracts: those of an order of the grid where it is not said. */
  readonly quantity?: Written
  /** Quote currency, nothing where it is not said. */
  readonly fee?: Written
  /** The line and the slot of a grid's fill: those of its price where they are not said. */
  readonly line?: number
  readonly slot?: number | null
  /** The revision of its OrderPlaced: that of the order on the line, null where none was sketched. */
  readonly order?: number | null
}

/**
 * A fill at a grid line, or of another kind at any price, in quote currency. Fills are numbered in
 * the order of the steps.
 */
export function filled(
  tick: number,
  side: Side,
  price: Written,
  { kind = 'grid', quantity, fee = 0, ...sketch }: FillSketch = {},
): Step {
  return {
    tick,
    type: 'OrderFilled',
    event: (run) => {
      const { bot, instrument } = run
      const priceTicks = ticksIn(instrument, price)
      const line = kind === 'grid' ? (sketch.line ?? lineAt(run, priceTicks)) : null
      const slot = line === null ? null : side === 'buy' ? line : line - 1
      const resting = line === null ? -1 : (bot.orders[line] ?? -1)
      const data = {
        fill: bot.fills + 1,
        kind,
        side,
        line,
        slot: sketch.slot ?? slot,
        order: sketch.order ?? (resting < 0 ? null : resting),
        priceTicks,
        quantityLots: quantity === undefined ? bot.quantityLots : lotsIn(instrument, quantity),
        fee: usdt(fee),
      }
      return { type: 'OrderFilled', data }
    },
  }
}

/** An order of the grid's quantity that is laid on a line, numbered from 0. */
export function placed(tick: number, side: Side, line: number): Step {
  return {
    tick,
    type: 'OrderPlaced',
    event: (run) => {
      const { quantityLots, linesTicks } = run.bot
      const priceTicks = at(linesTicks, knownLine(run, line))
      const slot = side === 'buy' ? line : line - 1
      return { type: 'OrderPlaced', data: { side, line, slot, priceTicks, quantityLots } }
    },
  }
}

/** An order that is taken back from a line; of one that was not sketched, the start is named. */
export function cancelled(tick: number, side: Side, line: number): Step {
  return {
    tick,
    type: 'OrderCancelled',
    event: (run) => {
      const order = Math.max(0, at(run.bot.orders, knownLine(run, line)))
      return { type: 'OrderCancelled', data: { side, line, order } }
    },
  }
}

function lineAt({ bot, instrument }: RunSoFar, priceTicks: number): number {
  const line = bot.linesTicks.indexOf(priceTicks)
  if (line >= 0) return line
  const units = instrumentUnits(instrument)
  const [lines, found] = [bot.linesTicks, [priceTicks]].map((list) =>
    list.map((ticks) => priceOf(units, ticks).toFixed()).join(', '),
  )
  throw new RangeError(
    `price: expected that of a line (${lines ?? ''}) or a kind other than grid, found ${found ?? ''}`,
  )
}

function knownLine(run: RunSoFar, line: number): number {
  const last = run.bot.linesTicks.length - 1
  if (Number.isInteger(line) && line >= 0 && line <= last) return line
  throw new RangeError(`line: expected one from 0 to ${last}, found ${line}`)
}
