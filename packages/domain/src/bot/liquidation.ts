import { scale } from '../units'
import { cancelOrders } from './orders'
import { record } from './record'
import { type BotState, type Emit, type Tick, equityAt } from './state'

/**
 * The check of a tick with an open position: liquidated when equity − pendingFees ≤ maintenance,
 * which is |position|·mark·(m + 0.0005). Both are rounded once and recorded, and the verdict uses
 * the recorded numbers.
 */
export function checkLiquidation(state: BotState, tick: Tick, emit: Emit): void {
  const equity = equityAt(state, tick.markTicks)
  const maintenance = scale(Math.abs(state.positionLots) * tick.markTicks, state.maintenance)
  if (emit.liquidationChecked !== null)
    emit.liquidationChecked(tick, equity, maintenance, state.pendingFees)
  state.checks += 1
  if (equity - state.pendingFees <= maintenance) liquidate(state, tick, emit, equity)
}

/** Goes whole, at the mark; what is left is taken over with it, so equity ends at 0. */
function liquidate(state: BotState, tick: Tick, emit: Emit, equity: number): void {
  const cause = { stream: state.streams.checks, revision: state.checks - 1 }
  const wasRunning = state.phase === 'running'
  cancelOrders(state, tick, emit, cause)
  const { positionLots } = state
  const { markTicks } = tick
  const fee = scale(Math.abs(positionLots) * markTicks, state.units.exchangeFee)
  const rest = equity - fee
  const [takenOver, shortfall] = [Math.max(rest, 0), Math.max(-rest, 0)]
  const data = { markTicks, positionLots, fee, takenOver, shortfall }
  const liquidated = record(state, tick, emit, { type: 'PositionLiquidated', data }, cause)
  if (!wasRunning) return
  const stopped = {
    type: 'GridStopped' as const,
    data: { reason: 'liquidated' as const, equity: 0 },
  }
  record(state, tick, emit, stopped, liquidated)
}
