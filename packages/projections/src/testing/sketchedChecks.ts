import { type BotState, type Emit, type Tick, equityAt, scale } from '@gridledger/domain'
import { within } from './validEvent'
import { type Written, usdt } from './written'

/** A check of a tick with other figures than the run's own, in quote currency. */
export interface SketchedCheck {
  readonly tick: number
  readonly equity?: Written
  readonly maintenance?: Written
  readonly pendingFees?: Written
}

/**
 * The ticks with a LiquidationChecked, in order; or 'every tick' with an open position but the
 * last, as the engine has them. A liquidation brings its check along.
 */
export type ChecksSketch = 'every tick' | readonly (number | SketchedCheck)[]

/** Which ticks have a check. Throws RangeError where a tick is not there, or out of order. */
export function checksAt(
  sketch: ChecksSketch,
  ticks: number,
): (tick: number, bot: BotState) => SketchedCheck | undefined {
  if (sketch === 'every tick') {
    return (tick, { positionLots }) =>
      positionLots !== 0 && tick < ticks - 1 ? { tick } : undefined
  }
  const byTick = new Map<number, SketchedCheck>()
  let before = -1
  for (const [index, entry] of sketch.entries()) {
    const check = typeof entry === 'number' ? { tick: entry } : entry
    const { tick } = check
    if (!Number.isInteger(tick) || tick <= before || tick >= ticks) {
      const from = before < 0 ? '0' : `after ${before}`
      const expected = `expected a tick ${before < 0 ? 'from ' : ''}${from} up to ${ticks - 1}`
      throw new RangeError(`checks[${index}]: tick: ${expected}, found ${tick}`)
    }
    before = tick
    byTick.set(tick, check)
  }
  return (tick) => byTick.get(tick)
}

/** Emits a check of a bot at a tick: with its own figures where the sketch says no others. */
export function emitCheck(
  bot: BotState,
  tick: Tick,
  { equity, maintenance, pendingFees }: SketchedCheck,
  emit: Emit,
): void {
  const held = Math.abs(bot.positionLots) * tick.markTicks
  within(`LiquidationChecked at tick ${tick.revision}`, () =>
    emit.liquidationChecked?.(
      tick,
      equity === undefined ? equityAt(bot, tick.markTicks) : usdt(equity),
      maintenance === undefined ? scale(held, bot.maintenance) : usdt(maintenance),
      pendingFees === undefined ? bot.pendingFees : usdt(pendingFees),
    ),
  )
}
