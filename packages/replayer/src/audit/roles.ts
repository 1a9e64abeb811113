import type { AnyEvent } from './records'

/** What an event is in a chain of causes, in a word. */
export const ROLES: Readonly<Record<AnyEvent['type'], string>> = {
  TapeOpened: 'tape',
  FundingRatePublished: 'rate',
  TapeSealed: 'sealed',
  SeasonOpened: 'season',
  ContestantEntered: 'contestant',
  SeasonClosed: 'closed',
  RunForked: 'fork',
  ForkClosed: 'closed',
  GridStarted: 'start',
  OrderPlaced: 'order',
  OrderFilled: 'fill',
  OrderCancelled: 'cancelled',
  FundingSettled: 'funding',
  PositionLiquidated: 'liquidated',
  TakeProfitTriggered: 'take profit',
  StopLossTriggered: 'stop loss',
  ParametersAmended: 'amended',
  AmendmentRefused: 'refused',
  GridStopped: 'stopped',
  PriceTicked: 'tick',
  MarkPriceTicked: 'mark',
  LiquidationChecked: 'check',
}
