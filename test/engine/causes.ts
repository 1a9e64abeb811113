import { type EmittedEvent, STARTED_BY, STREAMS } from './harness'

/**
 * What an event came from: `tick` is its own tick, `check` the last check before it, `season` and
 * `tape` what the harness gave as cause, a type an earlier event of the run. Else what is wrong.
 */
export function causeText(
  events: readonly EmittedEvent[],
  { cause, tick }: EmittedEvent,
  revision: number,
  checks: number,
): string {
  switch (cause.stream) {
    case STREAMS.ticks:
      return cause.revision === tick ? 'tick' : 'another tick'
    case STREAMS.checks:
      return cause.revision === checks - 1 ? 'check' : 'another check'
    case STREAMS.run:
      return cause.revision < revision ? (events[cause.revision]?.event.type ?? 'none') : 'later'
    case STARTED_BY.stream:
      return 'season'
    default:
      return cause.stream.startsWith('tape-') ? 'tape' : `stream ${cause.stream}`
  }
}

const STOPS = ['TakeProfitTriggered', 'StopLossTriggered']

/** The causes that an event may have by the rules. */
export function allowedCauses(event: EmittedEvent['event']): readonly string[] {
  switch (event.type) {
    case 'RunForked':
    case 'ForkClosed':
      return []
    case 'GridStarted':
    case 'ParametersAmended':
    case 'AmendmentRefused':
      return ['season']
    case 'FundingSettled':
      return ['tape']
    case 'PositionLiquidated':
      return ['check']
    case 'TakeProfitTriggered':
    case 'StopLossTriggered':
      return ['tick']
    case 'OrderPlaced':
      return ['tick', 'GridStarted', 'OrderFilled', 'ParametersAmended']
    case 'OrderCancelled':
      return ['season', 'check', ...STOPS]
    case 'OrderFilled':
      return { grid: ['tick'], base: ['GridStarted'], rebase: ['ParametersAmended'], stop: STOPS }[
        event.data.kind
      ]
    case 'GridStopped':
      if (event.data.reason === 'seasonEnd') return ['tick']
      return event.data.reason === 'liquidated' ? ['PositionLiquidated'] : STOPS
  }
}
