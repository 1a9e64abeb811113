import type { BotState, SparseData, SparseEvent } from '@gridledger/domain'
import { type OperatorFunction, scan } from 'rxjs'
import { bot } from './bot'
import { type BuyAndHoldView, buyAndHold } from './buyAndHold'
import { drawdown } from './drawdown'
import { type EquityView, equityCurve } from './equity'
import { foldBatch } from './fold'
import { gridFacts } from './gridFacts'
import { gridProfit } from './gridProfit'
import { liquidationDistance } from './liquidationDistance'
import { offGrid } from './offGrid'
import { type Placed, lastTickOf } from './placedViews'
import type { Projection } from './projection'
import type { RunViews } from './runReport'
import { initialRunViews, runViewsAfter } from './runViews'
import type { SeasonBatch } from './seasonBatch'
import { SEASON_START, placeAfter } from './seasonPlace'
import { isLike, restoredView } from './storedView'

/** Points of the curves that stand beside a leaderboard's rows. */
const CURVE_POINTS = 24
const BENCHMARK_LEVERAGES = [1, 5]

/** All built-in views of one contestant. */
export interface ContestantViews extends RunViews {
  readonly curve: EquityView
  readonly bot: BotState
}

/** What the first contestant's investment would be if it had been held. */
export interface BenchmarkViews {
  readonly leverage: number
  readonly held: BuyAndHoldView
  /** The same at even distances. */
  readonly curve: BuyAndHoldView
}

/**
 * All views of a season after a tick, before what only the end settles: what the leaderboard is
 * made of, and where in the streams it has come to.
 */
export interface SeasonView extends Placed {
  readonly season: SparseData<'SeasonOpened'> | null
  readonly tape: SparseData<'TapeOpened'> | null
  readonly entries: readonly SparseData<'ContestantEntered'>[]
  /** By contestant, in order of entry. */
  readonly runs: ReadonlyMap<string, ContestantViews>
  readonly benchmarks: readonly BenchmarkViews[]
}

/** The views of a season before its first batch. */
export const initialSeasonView: SeasonView = {
  season: null,
  tape: null,
  entries: [],
  runs: new Map(),
  benchmarks: [],
  last: null,
  next: SEASON_START,
}

export const curve = equityCurve(CURVE_POINTS)

const initialViews: ContestantViews = {
  ...initialRunViews,
  curve: curve.initialView,
  bot: bot.initialView,
}

/** The projections of a benchmark: sampled as the season is, and at even distances. */
export function benchmarkProjections(
  leverage: number,
  investment: string,
): {
  readonly held: Projection<BuyAndHoldView>
  readonly curve: Projection<BuyAndHoldView>
} {
  const held = buyAndHold(leverage, investment)
  return { held, curve: buyAndHold(leverage, investment, CURVE_POINTS) }
}

const PARTS = [
  gridFacts,
  drawdown,
  offGrid,
  gridProfit,
  liquidationDistance,
  curve,
  bot,
  buyAndHold(1, '1'),
]

/** Under what a view of a season is kept: its version has those of all projections in it. */
export const SEASON_VIEW = {
  view: 'season',
  version: ['season 1', ...PARTS.map(({ name, version }) => `${name} ${version}`)].join(', '),
}

/** A season's view from its stored text; undefined where the text is none. */
export function restoredSeasonView(text: string): SeasonView | undefined {
  const view = restoredView(text, initialSeasonView)
  if (view === undefined) return undefined
  const { entries, runs, benchmarks, next } = view
  const { held, curve: finer } = benchmarkProjections(1, '1')
  const benchmark = { leverage: 1, held: held.initialView, curve: finer.initialView }
  const isWhole =
    entries.every(
      (entry) =>
        isLike(entry, { contestant: '', parameters: { investment: '' } }) &&
        isLike(runs.get(entry.contestant), initialViews) &&
        isLike(next.runs.get(entry.contestant), { events: 0, checks: 0 }),
    ) && benchmarks.every((each) => isLike(each, benchmark))
  return isWhole ? view : undefined
}

/** The views of a season after each batch, from the start or from where a view has come to. */
export function followSeason(from = initialSeasonView): OperatorFunction<SeasonBatch, SeasonView> {
  return scan(seasonAfter, from)
}

/** The views of a season after one more batch. */
export function seasonAfter(before: SeasonView, batch: SeasonBatch): SeasonView {
  const opened = batch.opening.flatMap(({ events }) => events).reduce(enter, before)
  const runs = opened.entries.map(({ contestant }) => {
    const views = opened.runs.get(contestant) ?? initialViews
    return [contestant, contestantAfter(views, batch, contestant)] as const
  })
  const investment = opened.entries[0]?.parameters.investment ?? '0'
  const benchmarks = opened.benchmarks.map(({ leverage, held, curve: finer }) => {
    const projections = benchmarkProjections(leverage, investment)
    return {
      leverage,
      held: foldBatch(projections.held, held, batch, null),
      curve: foldBatch(projections.curve, finer, batch, null),
    }
  })
  const last = lastTickOf(batch) ?? opened.last
  return { ...opened, runs: new Map(runs), benchmarks, last, next: placeAfter(opened.next, batch) }
}

function contestantAfter(
  views: ContestantViews,
  batch: SeasonBatch,
  contestant: string,
): ContestantViews {
  return {
    ...runViewsAfter(views, batch, contestant),
    curve: foldBatch(curve, views.curve, batch, contestant),
    bot: foldBatch(bot, views.bot, batch, contestant),
  }
}

function enter(view: SeasonView, event: SparseEvent): SeasonView {
  if (event.type === 'SeasonOpened') return { ...view, season: event.data }
  if (event.type === 'TapeOpened') return { ...view, tape: event.data }
  if (event.type !== 'ContestantEntered') return view
  const entries = [...view.entries, event.data]
  if (view.benchmarks.length > 0) return { ...view, entries }
  const benchmarks = BENCHMARK_LEVERAGES.map((leverage) => {
    const { held, curve: finer } = benchmarkProjections(leverage, event.data.parameters.investment)
    return { leverage, held: held.initialView, curve: finer.initialView }
  })
  return { ...view, entries, benchmarks }
}
