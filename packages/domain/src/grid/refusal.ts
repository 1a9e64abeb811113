/** Why a grid may not be started or changed: the field at fault, what it had to be, and what came. */
export interface Refusal {
  readonly reason: RefusalReason
  readonly field: string
  readonly expected: string
  readonly found: string
}

/** Every reason for which a grid may not be started or changed: see `Refusal`. */
export const REFUSAL_REASONS = [
  'upper-not-above-lower',
  'lower-below-one-tick',
  'too-few-grids',
  'too-many-grids',
  'grid-profit-not-positive',
  'margin-too-small',
  'leverage-out-of-range',
  'fee-out-of-range',
  'position-beyond-last-tier',
  'take-profit-on-wrong-side',
  'stop-loss-on-wrong-side',
  'stops-on-same-side',
  'stop-loss-beyond-investment',
  'stop-already-met',
  'start-outside-range',
  'base-margin-exceeds-equity',
  'quantity-not-in-lots',
  'slippage-out-of-range',
  'numbers-too-large',
  'direction-is-fixed',
  'unknown-parameter',
  'grid-has-stopped',
] as const
/** Why a grid may not be started or changed, as one word. */
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/** A refusal in one line: `gridCount: expected at least 2, found 1 (too-few-grids)`. */
export function refusalText({ field, expected, found, reason }: Refusal): string {
  return `${field}: expected ${expected}, found ${found} (${reason})`
}
