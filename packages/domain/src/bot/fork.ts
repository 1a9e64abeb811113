import type { Cause } from '../events/event'
import type { ForkSet } from '../events/season'
import type { RunEvent } from '../events/run'
import type { GridParameters, MarketRules } from '../grid/parameters'
import type { Refusal } from '../grid/refusal'
import { boundsRefusal } from './amend'
import { record, tickCause } from './record'
import type { BotState, Emit, Tick } from './state'

/** The first event of a fork, at its first tick: the past before it is the parent's. */
export function beginFork(
  state: BotState,
  tick: Tick,
  emit: Emit,
  data: Extract<RunEvent, { type: 'RunForked' }>['data'],
  cause: Cause,
): void {
  record(state, tick, emit, { type: 'RunForked', data }, cause)
}

/** The last event of a fork, at its last tick. */
export function endFork(state: BotState, tick: Tick, emit: Emit): void {
  record(state, tick, emit, { type: 'ForkClosed', data: {} }, tickCause(state, tick))
}

/** What a fork at the start is started with: what its parent was, and what it sets. */
export function forkedStart(
  parameters: GridParameters,
  rules: MarketRules,
  { fillRule, neutralStart, addMargin: _addMargin, ...changes }: ForkSet,
): { readonly parameters: GridParameters; readonly rules: MarketRules } {
  return {
    parameters: { ...parameters, ...changes },
    rules: {
      fillRule: fillRule ?? rules.fillRule,
      neutralStart: neutralStart ?? rules.neutralStart,
    },
  }
}

/** What decides what a grid is from its first order on: only a fork at the start can set it. */
const STARTING = ['spacing', 'investment', 'reserve', 'basePosition', 'neutralStart'] as const

/**
 * Why a fork with these changes cannot leave a bot where it stands; undefined where it can, as far as
 * is known before its first tick. `isLast`: that tick only values the run.
 */
export function forkRefusal(state: BotState, set: ForkSet, isLast: boolean): Refusal | undefined {
  if (state.phase === 'new') {
    if (set.addMargin === undefined) return undefined
    const expected = 'none at the start: investment sets what a grid begins with'
    return { reason: 'unknown-parameter', field: 'addMargin', expected, found: set.addMargin }
  }
  if (state.phase !== 'running') {
    const expected = 'a running grid'
    return {
      reason: 'grid-has-stopped',
      field: 'at',
      expected,
      found: `one that was ${state.phase}`,
    }
  }
  const field = STARTING.find((key) => set[key] !== undefined)
  if (field !== undefined) {
    const expected = 'none after the start: a fork at the start can set it'
    return { reason: 'unknown-parameter', field, expected, found: String(set[field]) }
  }
  if (isLast && Object.keys(set).length > 0) {
    const expected = 'an earlier tick: the last one only values the run'
    return { reason: 'grid-has-stopped', field: 'at', expected, found: 'the last one' }
  }
  return boundsRefusal(state)
}
