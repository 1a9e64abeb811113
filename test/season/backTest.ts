import * as E from 'fp-ts/Either'
import { lastValueFrom, of } from 'rxjs'
import {
  BTC_USDT_SWAP,
  Decimal,
  type GridParameters,
  MICROS_PER_DAY,
  instrumentUnits,
  planStart,
  ticksOf,
} from '@gridledger/domain'
import {
  type Leaderboard,
  type OffGridSpell,
  type Projection,
  type SeasonBatch,
  offGrid,
  project,
} from '@gridledger/projections'
import { gridParameters } from '../../packages/replayer/src/season/seasonFile'
import { seasonOne } from './shared'
import { boardOf, micros, refusal, simulated, tapeOf } from './simulated'

/** The window of the report's back-test: 92 days, on OKX's fifteen-minute bars. */
export const WINDOW = { start: micros('2025-07-25T00:00Z'), end: micros('2025-10-25T00:00Z') }
export const DAYS = (WINDOW.end - WINDOW.start) / MICROS_PER_DAY

const units = instrumentUnits(BTC_USDT_SWAP)
const { contestants } = seasonOne().season
const on = { ...WINDOW, tape: tapeOf('OKX, fifteen minutes'), published: {} }
const named = (names: readonly string[]) => contestants.filter(({ name }) => names.includes(name))

/** A day's first, highest and lowest price, in ticks. */
export interface DayBar {
  readonly openTicks: number
  readonly highTicks: number
  readonly lowTicks: number
}

/** The days of the back-test window; its end, which opens another, is none. */
const dayBars: Projection<readonly DayBar[]> = {
  name: 'day-bars',
  version: 1,
  initialView: [],
  on: {
    PriceTicked: (days, { timeMicros, data: { priceTicks } }) => {
      const day = Math.floor((timeMicros - WINDOW.start) / MICROS_PER_DAY)
      const bar = days[day]
      if (day === DAYS) return days
      if (bar === undefined) {
        return [...days, { openTicks: priceTicks, highTicks: priceTicks, lowTicks: priceTicks }]
      }
      const highTicks = Math.max(bar.highTicks, priceTicks)
      const lowTicks = Math.min(bar.lowTicks, priceTicks)
      if (highTicks === bar.highTicks && lowTicks === bar.lowTicks) return days
      return days.with(day, { ...bar, highTicks, lowTicks })
    },
  },
}

/** What the market of the window did to one contestant's range, whether or not its grid ran. */
export interface RangeMet {
  readonly contestant: string
  readonly parameters: GridParameters
  /** Why the engine refuses a start with the window; null where it starts. */
  readonly refusal: string | null
  readonly spells: readonly OffGridSpell[]
  /** The days of the window, counted from 0, with whose first price the engine would have started. */
  readonly startDays: readonly number[]
}

/** The window's market against the six live ranges. */
export interface BackTest {
  readonly days: readonly DayBar[]
  readonly ranges: readonly RangeMet[]
}

export async function backTest(): Promise<BackTest> {
  const market = await simulated({ ...on, contestants: [] })
  const days = await lastValueFrom(of(market).pipe(project(dayBars, null)))
  const ranges: RangeMet[] = []
  for (const contestant of contestants) {
    const parameters = gridParameters(contestant)
    ranges.push({
      contestant: contestant.name,
      parameters,
      refusal: await refusal({ ...on, contestants: [contestant] }),
      spells: await spellsOf(market, parameters),
      startDays: [...days.keys()].filter((day) => wouldStart(parameters, days[day]!)),
    })
  }
  return { days, ranges }
}

/** The off-grid view of the market alone, with a range that no grid has to start for. */
async function spellsOf(
  market: SeasonBatch,
  { lowerPrice, upperPrice }: GridParameters,
): Promise<readonly OffGridSpell[]> {
  const lowerTicks = ticksOf(units, new Decimal(lowerPrice))
  const upperTicks = ticksOf(units, new Decimal(upperPrice))
  const initialView = { ...offGrid.initialView, lowerTicks, upperTicks }
  const view = await lastValueFrom(of(market).pipe(project({ ...offGrid, initialView }, null)))
  return view.open === null ? view.spells : [...view.spells, view.open]
}

function wouldStart(parameters: GridParameters, { openTicks }: DayBar): boolean {
  const rules = { fillRule: 'touch', neutralStart: 'slots' } as const
  const market = { priceTicks: openTicks, markTicks: openTicks, highTicks: openTicks }
  return E.isRight(planStart({ instrument: BTC_USDT_SWAP, parameters, rules }, market))
}

/** The leaderboard of some contestants, from the first moment of a day of the window to its end. */
export function boardFrom(day: number, names: readonly string[]): Promise<Leaderboard> {
  const start = WINDOW.start + day * MICROS_PER_DAY
  return boardOf({ ...on, start, contestants: named(names) })
}

/** Why the engine refuses a contestant on a day of the window; null where it starts. */
export function refusalOn(day: number, name: string): Promise<string | null> {
  const start = WINDOW.start + day * MICROS_PER_DAY
  return refusal({ ...on, start, contestants: named([name]) })
}
