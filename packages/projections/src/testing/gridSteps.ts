import {
  type FillRule,
  type GridParameters,
  type NeutralStart,
  Decimal,
  RULES_VERSION,
  type SparseData,
  equityAt,
  gridLines,
  instrumentUnits,
  planStart,
  priceOf,
  refusalText,
  relays,
} from '@gridledger/domain'
import { GRID } from './coin'
import { type GridSketch, amendmentSetOf, parametersOf } from './parameters'
import { type RunSoFar, type Step, recorded } from './step'
import { type Written, lotsIn, ticksIn, usdt } from './written'

/** What a grid's lines and quantity are to be, where they do not follow from its parameters. */
export interface LaidSketch {
  /** In quote currency, ascending. */
  readonly lines?: readonly Written[]
  /** Contracts at each line. */
  readonly quantity?: Written
  /** The last price at the tick of the event, where it is to be another than that. */
  readonly price?: Written
}

/** What of a start is to be other than the market and the season say. */
export interface StartSketch extends LaidSketch {
  /** The first one where it is not said. */
  readonly tick?: number
  readonly mark?: Written
  readonly fillRule?: FillRule
  readonly neutralStart?: NeutralStart
}

/**
 * The start of a grid: `GRID` with some changes. Lines and quantity follow from the parameters;
 * whether the engine would have allowed them is not asked.
 */
export function started(grid: GridSketch = {}, sketch: StartSketch = {}): Step {
  return {
    tick: sketch.tick ?? 0,
    type: 'GridStarted',
    event: (run) => {
      const parameters = parametersOf(grid, GRID)
      const { instrument, rules } = run
      const { fillRule = rules.fillRule, neutralStart = rules.neutralStart } = sketch
      const linesTicks = linesOf(run, parameters, sketch)
      const data = {
        rulesVersion: RULES_VERSION,
        instrument,
        parameters,
        fillRule,
        neutralStart,
        linesTicks,
        quantityLots: quantityOf(run, parameters, sketch),
        priceTicks: priceInside(run, linesTicks, sketch),
        markTicks:
          sketch.mark === undefined ? run.tick.markTicks : ticksIn(instrument, sketch.mark),
      }
      return { type: 'GridStarted', data }
    },
  }
}

/** What an amendment changes. */
export interface ChangeSketch extends LaidSketch {
  readonly grid?: GridSketch
  readonly fillRule?: FillRule
  /** Quote currency. */
  readonly addedMargin?: Written
  /** Whether the orders are laid anew: as the changes ask for where it is not said. */
  readonly relaid?: boolean
}

/** A change of a running grid. */
export function amended(tick: number, sketch: ChangeSketch = {}): Step {
  return {
    tick,
    type: 'ParametersAmended',
    event: (run) => {
      const { grid = {}, fillRule, addedMargin, lines, quantity } = sketch
      const { parameters: current, fillRule: ruleInForce, linesTicks, quantityLots } = run.bot
      if (current === null) throw new RangeError('expected a grid that was started, found none')
      const set = amendmentSetOf({
        ...grid,
        ...(fillRule === undefined ? {} : { fillRule }),
        ...(addedMargin === undefined ? {} : { addMargin: addedMargin }),
      })
      const parameters = parametersOf(grid, current)
      const isLaid = relays(set, current) || lines !== undefined || quantity !== undefined
      const { relaid = isLaid } = sketch
      const laidTicks = isLaid ? linesOf(run, parameters, sketch) : linesTicks
      const data = {
        set,
        parameters,
        fillRule: fillRule ?? ruleInForce,
        addedMargin: usdt(addedMargin ?? 0),
        relaid,
        linesTicks: laidTicks,
        quantityLots: isLaid ? quantityOf(run, parameters, sketch) : quantityLots,
        priceTicks: relaid ? priceInside(run, laidTicks, sketch) : priceIn(run, sketch),
      }
      return { type: 'ParametersAmended', data }
    },
  }
}

/** A change that was refused: to a single grid, unless it is said otherwise. */
export function refused(tick: number, sketch: Partial<SparseData<'AmendmentRefused'>> = {}): Step {
  const data: SparseData<'AmendmentRefused'> = {
    set: { gridCount: 1 },
    reason: 'too-few-grids',
    field: 'gridCount',
    expected: 'at least 2',
    found: '1',
    ...sketch,
  }
  return recorded(tick, { type: 'AmendmentRefused', data })
}

/** The end of a grid, with the equity that it has then. */
export function stopped(
  tick: number,
  reason: SparseData<'GridStopped'>['reason'] = 'seasonEnd',
): Step {
  return {
    tick,
    type: 'GridStopped',
    event: ({ bot, tick: { markTicks } }) => {
      return { type: 'GridStopped', data: { reason, equity: equityAt(bot, markTicks) } }
    },
  }
}

/** The last price, which a grid is laid around. */
function priceInside(run: RunSoFar, linesTicks: readonly number[], sketch: LaidSketch): number {
  const priceTicks = priceIn(run, sketch)
  const [lowest = Infinity, highest = -Infinity] = [linesTicks[0], linesTicks.at(-1)]
  if (priceTicks > lowest && priceTicks < highest) return priceTicks
  const units = instrumentUnits(run.instrument)
  const inQuote = (ticks: number) => priceOf(units, ticks).toFixed()
  const expected = `expected one inside of the lines, ${inQuote(lowest)} to ${inQuote(highest)}`
  throw new RangeError(`price: ${expected}, found ${inQuote(priceTicks)}`)
}

const priceIn = ({ instrument, tick }: RunSoFar, { price }: LaidSketch): number =>
  price === undefined ? tick.priceTicks : ticksIn(instrument, price)

function linesOf(
  { instrument }: RunSoFar,
  { spacing, lowerPrice, upperPrice, gridCount }: GridParameters,
  { lines }: LaidSketch,
): readonly number[] {
  if (lines !== undefined) return lines.map((line) => ticksIn(instrument, line))
  const range = { lowerPrice: new Decimal(lowerPrice), upperPrice: new Decimal(upperPrice) }
  return gridLines(instrumentUnits(instrument), { spacing, ...range }, gridCount)
}

/** The contracts that the parameters say, or those that the margin allows. */
function quantityOf(run: RunSoFar, parameters: GridParameters, { quantity }: LaidSketch): number {
  const { instrument, rules, tick, highTicks } = run
  const said = quantity ?? parameters.quantityPerGrid
  if (said !== null) return lotsIn(instrument, said)
  const plan = planStart({ instrument, parameters, rules }, { ...tick, highTicks })
  if (plan._tag === 'Left') throw new RangeError(refusalText(plan.left))
  return plan.right.quantityLots
}
