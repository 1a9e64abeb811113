import { type Cause, type RunEvent, tapeStream } from '@gridledger/domain'
import { TAPE } from './names'

/** What of a tick may be the cause of what comes next. */
export interface CausesAtTick {
  readonly tick: Cause
  readonly entered: Cause
  /** The last check of the run. */
  readonly check: Cause
  /** What began something at this tick: a start, an amendment, a stop, a liquidation. */
  readonly reason: Cause | null
  /** The last fill of this tick. */
  readonly fill: Cause | null
  /** The funding rate that is due: its place among the rates of the tape. */
  readonly rate: number | null
}

/** The cause that the engine would name for an event. */
export function causeOf(event: RunEvent, causes: CausesAtTick): Cause {
  const { tick, entered, reason, fill, rate } = causes
  switch (event.type) {
    case 'GridStarted':
    case 'ParametersAmended':
    case 'AmendmentRefused':
      return entered
    case 'FundingSettled':
      return rate === null ? tick : { stream: tapeStream(TAPE), revision: rate + 1 }
    case 'PositionLiquidated':
      return causes.check
    case 'OrderFilled':
      return event.data.kind === 'grid' ? tick : (reason ?? tick)
    case 'OrderPlaced':
      return fill ?? reason ?? tick
    case 'OrderCancelled':
    case 'GridStopped':
      return reason ?? tick
    default:
      return tick
  }
}

const REASONS: readonly RunEvent['type'][] = [
  'GridStarted',
  'ParametersAmended',
  'TakeProfitTriggered',
  'StopLossTriggered',
  'PositionLiquidated',
]

/** The causes of a tick after one more event of it, which is at `place`. */
export function causesAfter(
  causes: CausesAtTick,
  { type }: RunEvent,
  place: Cause,
): Pick<CausesAtTick, 'reason' | 'fill'> {
  if (type === 'OrderFilled') return { ...causes, fill: place }
  return REASONS.includes(type) ? { reason: place, fill: null } : causes
}
