import type { GridParameters, SparseData } from '@gridledger/domain'
import { seasonStream } from '@gridledger/domain'
import type { RunSlice, SeasonBatch } from '../seasonBatch'
import { GRID } from './coin'
import { type MarketSketch, enteredEvent, marketOf, seasonOn } from './market'
import { SEASON } from './names'
import { type StepsSketch, sketchedRun } from './sketchedRun'
import type { Step } from './step'

/** A contestant's run: its steps, its checks and what it entered with. */
export interface RunSketch extends StepsSketch {
  /** The parameters are those of its start where they are not said. */
  readonly entry?: Partial<SparseData<'ContestantEntered'>>
}

/** A season in a few lines: a market, and what happened to each contestant on it. */
export interface SeasonSketch extends MarketSketch {
  /** By contestant, in order of entry: steps alone, or with checks and entry. */
  readonly runs?: Readonly<Record<string, RunSketch | readonly Step[]>>
}

/**
 * A season of events as they are given, as the one batch that holds all of it. Each event fits its
 * codec; throws RangeError, with event, field, what was expected and found, where one does not or
 * where they are out of order.
 */
export function seasonOf(sketch: SeasonSketch): SeasonBatch {
  const market = marketOf(sketch)
  const runs = Object.entries(sketch.runs ?? {}).map(([name, run]): [string, RunSketch] => {
    return [name, 'steps' in run ? run : { steps: run }]
  })
  const slices = runs.map(([name, run], index): [string, RunSlice] => {
    const entered = { stream: seasonStream(SEASON), revision: index + 1 }
    return [name, sketchedRun(name, run, market, entered)]
  })
  const entries = runs.map(([name, { entry }], index) =>
    enteredEvent(market, { ...entryOf(name, startedWith(slices[index]?.[1])), ...entry }),
  )
  return { ...seasonOn(market, entries), runs: new Map(slices) }
}

/** What a contestant enters with, where nobody said anything of it. */
export function entryOf(
  contestant: string,
  parameters: GridParameters,
): SparseData<'ContestantEntered'> {
  const said = { proposedBy: null, rationale: null, confidence: null, chartInterval: null }
  return { contestant, kind: 'grid', parameters, amendments: [], ...said, published: null }
}

function startedWith(run: RunSlice | undefined): GridParameters {
  const started = run?.events.events.find(({ type }) => type === 'GridStarted')
  return started?.type === 'GridStarted' ? started.data.parameters : GRID
}
