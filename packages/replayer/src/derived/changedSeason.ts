import * as E from 'fp-ts/Either'
import { type DrivenEntry, type FillRule, type Refusal, planStart } from '@gridledger/domain'
import type { Tape } from '../import/tape'
import {
  type PreparedSeason,
  enteredEvent,
  openedEvent,
  startMarket,
} from '../season/prepareSeason'

/** A season before its grids are planned. */
export type SeasonInputs = Omit<PreparedSeason, 'entries'> & {
  readonly entries: readonly Pick<DrivenEntry, 'entry'>[]
}

/** What of a season is another. */
export interface SeasonChange {
  readonly tape?: Tape
  readonly fillRule?: FillRule
  readonly season?: string
  readonly title?: string
  readonly notes?: readonly string[]
}

export interface ChangedSeason {
  /** With those contestants whose grid starts. */
  readonly season: PreparedSeason
  readonly refused: ReadonlyMap<string, Refusal>
}

/**
 * A season on another tape or by another fill rule, with nothing published: every grid is planned
 * again at the tape's first tick, and those that are refused there are told.
 */
export function changedSeason(inputs: SeasonInputs, change: SeasonChange): ChangedSeason {
  const { instrument } = inputs
  const { tape = inputs.tape, season = inputs.season, fillRule = inputs.rules.fillRule } = change
  const rules = { ...inputs.rules, fillRule }
  if (inputs.opened.type !== 'SeasonOpened') throw new Error(`${season}: no SeasonOpened`)
  const { title, notes } = { ...inputs.opened.data, ...change }
  const opened = openedEvent(tape, { ...inputs.opened.data, ...rules, season, title, notes })
  const refused = new Map<string, Refusal>()
  const entries: DrivenEntry[] = []
  for (const { entry: entered } of inputs.entries) {
    const entry = { ...entered, published: null }
    const { parameters, contestant } = entry
    const plan = planStart({ instrument, parameters, rules }, startMarket(tape))
    if (E.isLeft(plan)) refused.set(contestant, plan.left)
    else entries.push({ entry, plan: plan.right, event: enteredEvent(season, tape, entry) })
  }
  return { season: { season, instrument, rules, tape, opened, entries }, refused }
}
