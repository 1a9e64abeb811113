import {
  type Due,
  type InstrumentUnits,
  contractsOf,
  instrumentUnits,
  moneyText,
  priceOf,
} from '@gridledger/domain'
import { referenceRun } from '../reference/referenceGrid'
import type { ReferenceFunding, ReferenceResult } from '../reference/referenceGrid'
import { type EmittedEvent, type Life, drive } from './harness'
import { type Tally, hold, same } from './hold'
import { type Season, seasons } from './seasons'

/**
 * The integer engine against a plain decimal.js engine that was written from the rules alone. Both
 * tell what they did in the same words: numbers of ticks, contracts, prices and USDT as text.
 */
describe('the engine and the reference', () => {
  it('agree on everything in random seasons', () => {
    const cases = seasons(50, 300)
    hold(cases, 200, EXPECTED, (season, tally) => {
      const life = drive(season)
      same(engineTold(season, life), referenceTold(season))
      tallyLife(season, life, tally)
    })
  })
})

/** What 200 seasons must contain at least: at most half of what they usually do. */
const EXPECTED = {
  neutral: 40,
  long: 40,
  short: 40,
  'ticks running': 8000,
  'ticks kept': 300,
  liquidated: 15,
  'liquidated with a shortfall': 8,
  'liquidated with a rest': 2,
  'stopped by price': 10,
  'stopped by ratio': 3,
  'stopped with slippage': 1,
  'stopped flat': 3,
  'stopped and kept': 5,
  'dormant slot woken': 30,
  'dormant slots woken at one tick': 10,
  'three lines at one tick': 500,
  'fill without a new order': 10,
  'funding paid': 100,
  'funding received': 100,
  'funding twice at one tick': 5,
  'above the first tier': 15,
  'fills under cross': 1300,
  'fills under through': 1300,
}

function referenceOf({ instrument, parameters, rules, ticks, due }: Season): ReferenceResult {
  const units = instrumentUnits(instrument)
  const price = (priceTicks: number) => priceOf(units, priceTicks).toFixed()
  return referenceRun(
    { ...parameters, ...rules },
    instrument,
    ticks.map(({ timeMicros, priceTicks, markTicks }) => {
      return { timeMicros, price: price(priceTicks), mark: price(markTicks) }
    }),
    due.flatMap(fundingOf),
  )
}

function fundingOf(due: Due): readonly ReferenceFunding[] {
  return due.kind === 'funding' ? [{ timeMicros: due.timeMicros, rate: due.rate }] : []
}

/** The line of a base fill is left out: the engine's base is bought at the market, on no line. */
function referenceTold(season: Season) {
  const result = referenceOf(season)
  const { lines, quantityPerGrid, checks, fundings, liquidation, stop, states } = result
  const fills = result.fills.map(({ line, kind, ...fill }) => {
    return { ...fill, kind, line: kind === 'base' ? null : line }
  })
  const after = states.map(({ orders, realised, ...state }, tick) => {
    const isEnd = tick === season.ticks.length - 1
    return {
      ...state,
      realised: liquidation === null || tick < liquidation.tick ? realised : null,
      orders: isEnd ? null : orders,
    }
  })
  return { lines, quantityPerGrid, fills, checks, fundings, liquidation, stop, states: after }
}

function engineTold(season: Season, life: Life): ReturnType<typeof referenceTold> {
  const units = instrumentUnits(season.instrument)
  return {
    lines: life.plan.linesTicks.map((line) => priceOf(units, line).toFixed()),
    quantityPerGrid: contractsOf(units, life.plan.quantityLots).toFixed(),
    fills: life.events.flatMap((emitted) => fillsOf(units, emitted)),
    checks: life.checks.map(({ tick, equity, maintenance, pendingFees }) => ({
      tick,
      equity: moneyText(equity),
      maintenance: moneyText(maintenance),
      pendingFees: moneyText(pendingFees),
    })),
    fundings: life.events.flatMap(({ event, tick }) =>
      event.type === 'FundingSettled' ? [{ tick, amount: moneyText(event.data.amount) }] : [],
    ),
    liquidation: life.events.reduce(liquidationOf, null),
    stop: life.events.reduce(stopOf, null),
    states: statesOf(season, life, units),
  }
}

type Fills = ReturnType<typeof referenceTold>['fills']

function fillsOf(units: InstrumentUnits, { event, tick }: EmittedEvent): Fills {
  if (event.type !== 'OrderFilled' || event.data.kind === 'rebase') return []
  const { kind, side, line, slot, priceTicks, quantityLots, fee } = event.data
  const price = priceOf(units, priceTicks).toFixed()
  const quantity = contractsOf(units, quantityLots).toFixed()
  return [{ tick, kind, side, line, slot, price, quantity, fee: moneyText(fee) }]
}

function liquidationOf(
  found: ReferenceResult['liquidation'],
  { event, tick }: EmittedEvent,
): ReferenceResult['liquidation'] {
  if (event.type !== 'PositionLiquidated') return found
  const { fee, takenOver, shortfall } = event.data
  const [taken, short] = [moneyText(takenOver), moneyText(shortfall)]
  return { tick, fee: moneyText(fee), takenOver: taken, shortfall: short }
}

function stopOf(
  found: ReferenceResult['stop'],
  { event, tick }: EmittedEvent,
): ReferenceResult['stop'] {
  if (event.type === 'TakeProfitTriggered') return { tick, reason: 'takeProfit' }
  return event.type === 'StopLossTriggered' ? { tick, reason: 'stopLoss' } : found
}

/** What is realised follows from the cash that came and went and from the cost of what is open. */
function statesOf(season: Season, { snapshots, state }: Life, units: InstrumentUnits) {
  return snapshots.map(({ tick, phase, positionLots, cost, cash, orders, ...money }) => {
    const realised = cash + cost + money.fees - money.funding - state.investment
    return {
      equity: moneyText(money.equity),
      position: contractsOf(units, positionLots).toFixed(),
      cost: moneyText(cost),
      fees: moneyText(money.fees),
      funding: moneyText(money.funding),
      realised: phase === 'liquidated' ? null : moneyText(realised),
      orders: tick === season.ticks.length - 1 ? null : orders,
    }
  })
}

function tallyLife({ parameters, rules, ticks }: Season, life: Life, { count }: Tally): void {
  count(parameters.direction)
  for (const { phase, positionLots } of life.snapshots) {
    count(`ticks ${phase}`)
    count('ticks kept', phase === 'stopped' && positionLots !== 0)
  }
  const [firstTier = Infinity] = life.state.units.tiers.map(({ toLots }) => toLots)
  count(
    'above the first tier',
    life.snapshots.some(({ positionLots }) => Math.abs(positionLots) > firstTier),
  )
  let stopped = false
  for (const { revision } of ticks) {
    const events = life.events.filter(({ tick }) => tick === revision)
    const fills = events.filter(({ event }) => isGridFill(event)).length
    const placed = events.filter(({ event }) => event.type === 'OrderPlaced').length
    const fundings = events.filter(({ event }) => event.type === 'FundingSettled').length
    count('three lines at one tick', fills >= 3)
    count('funding twice at one tick', fundings >= 2)
    if (revision === 0) continue
    count('fill without a new order', placed < fills)
    count('dormant slot woken', placed > fills)
    count('dormant slots woken at one tick', placed > fills + 1)
    for (let each = 0; each < fills; each += 1) count(`fills under ${rules.fillRule}`)
  }
  for (const { event, tick } of life.events) {
    if (event.type === 'FundingSettled') {
      count('funding paid', event.data.amount < 0)
      count('funding received', event.data.amount > 0)
    }
    if (event.type === 'PositionLiquidated') {
      count('liquidated')
      count('liquidated at the start', tick === 0)
      count('liquidated with a shortfall', event.data.shortfall > 0)
      count('liquidated with a rest', event.data.takenOver > 0)
      count('liquidated after a stop', stopped)
    }
    if (event.type === 'TakeProfitTriggered' || event.type === 'StopLossTriggered') {
      stopped = true
      const closes = life.events.some((each) => isStopFill(each.event))
      count(`stopped by ${event.data.by}`)
      count('stopped with slippage', closes && parameters.slippageTicks > 0)
      count('stopped flat', life.state.positionLots === 0 && !closes)
      count('stopped and kept', parameters.onStop === 'keep')
    }
  }
}

const isGridFill = (event: EmittedEvent['event']): boolean =>
  event.type === 'OrderFilled' && event.data.kind === 'grid'
const isStopFill = (event: EmittedEvent['event']): boolean =>
  event.type === 'OrderFilled' && event.data.kind === 'stop'
