import * as E from 'fp-ts/Either'
import {
  type Recorder,
  type Refusal,
  checkBatch,
  checksStream,
  contenders,
  drive,
  forkedStart,
  planStart,
  recorder,
  runName,
  runStream,
} from '@gridledger/domain'
import {
  type CostlyFigures,
  RUN_VIEW_EVENTS,
  type RunReport,
  initialRunViews,
  runReport,
  runViewsAfter,
  settledViews,
} from '@gridledger/projections'
import { enteredEvent, startMarket } from '../season/prepareSeason'
import type { Work } from '../workers/work'
import { changesOf, valuesOf } from './combinations'
import { FIGURES, neededFor } from './figures'
import {
  type SpanRefusal,
  type SweptMarket,
  type SweptSeason,
  enteredOn,
  marketsOf,
} from './sweptMarket'

/** Combinations `first` to before `end`, and the figures that are wanted of them, by name. */
export interface SweepJob {
  readonly first: number
  readonly end: number
  readonly figures: readonly string[]
}

/** How a combination went: its figures in the order in which they were asked for, or why it never started. */
export type SweptRow =
  | {
      readonly combination: number
      readonly figures: readonly string[]
      readonly stopReason: RunReport['stopReason']
    }
  | { readonly combination: number; readonly refused: Refusal | SpanRefusal }

/** Simulates combinations, range by range. */
export const sweepWork: Work<SweptSeason, SweepJob, readonly SweptRow[]> = {
  worker: 'sweep/sweepWorker.js',
  prepare: (season) => {
    const simulate = simulator(season)
    return ({ first, end, figures }) =>
      Array.from({ length: end - first }, (_, index) => simulate(first + index, figures))
  },
}

function simulator(season: SweptSeason) {
  const { instrument, rules, entry, axes } = season
  const recorderFor = recorders(season)
  const markets = marketsOf(season)
  return (combination: number, names: readonly string[]): SweptRow => {
    const changes = changesOf(valuesOf(axes, combination))
    const figures = names.flatMap((name) => FIGURES.filter((figure) => figure.name === name))
    const wanted = neededFor(figures)
    const market = markets(changes, wanted)
    if (E.isLeft(market)) return { combination, refused: market.left }
    const { tape, opened } = market.right
    const started = forkedStart(entry.parameters, rules, changes.set)
    const plan = planStart({ instrument, ...started }, startMarket(tape))
    if (E.isLeft(plan)) return { combination, refused: plan.left }
    const { season: name } = season.opened
    const entered = enteredOn(tape, { ...entry, parameters: started.parameters })
    const event = enteredEvent(name, tape, entered)
    const prepared = {
      season: name,
      instrument,
      rules: started.rules,
      tape,
      opened,
      entries: [{ entry: entered, plan: plan.right, event }],
    }
    const made = recorderFor(wanted)
    for (const contender of contenders(prepared))
      drive(contender, prepared, market.right.ticks, market.right.marks, made)
    const report = reportOf(market.right, runName(name, entry.contestant), made, wanted)
    return {
      combination,
      figures: figures.map(({ of }) => of(report)),
      stopReason: report.stopReason,
    }
  }
}

/**
 * Recorders that are used again for each combination: with columns for the checks, or without where
 * nobody asks for them. Orders that are placed change no figure.
 */
function recorders({ tapes }: SweptSeason): (wanted: ReadonlySet<CostlyFigures>) => Recorder {
  const alone = recorder(0)
  const eventsAlone: Recorder = {
    ...alone,
    event: (event, tick, cause) => {
      if (RUN_VIEW_EVENTS.has(event.type)) alone.event(event, tick, cause)
    },
    liquidationChecked: null,
  }
  let whole: Recorder | undefined
  return (wanted) => {
    let made: Recorder = eventsAlone
    if (wanted.has('falls') || wanted.has('liquidation')) {
      whole ??= recorder(Math.max(...tapes.map(({ ticks }) => ticks.count)))
      made = whole
    }
    made.events.length = 0
    made.checks = 0
    return made
  }
}

function reportOf(
  { tape, ticks, thinned }: SweptMarket,
  run: string,
  made: Recorder,
  wanted: ReadonlySet<CostlyFigures>,
): RunReport {
  const [, contestant = ''] = run.split('.', 2)
  const slice = {
    events: { stream: runStream(run), firstRevision: 0, events: made.events },
    checks: {
      stream: checksStream(run),
      firstRevision: 0,
      batch: checkBatch(made, ticks.stream),
    },
  }
  const batch = thinned(contestant, slice)
  const views = settledViews(runViewsAfter(initialRunViews, batch, contestant, wanted))
  return runReport(run, contestant, tape.sealed.timeMicros, views)
}
