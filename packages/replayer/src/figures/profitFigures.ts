import {
  Decimal,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  amountOf,
  contractsOf,
  priceOf,
} from '@gridledger/domain'
import { type JournalEntry, bookedFees, bookedProfit, isoTime } from '@gridledger/projections'
import {
  type Figure,
  type RunFacts,
  amountText,
  entryGround,
  exact,
  figure,
  inSum,
  priceText,
  ground,
} from './figure'
import type { Booked } from './runFacts'

/** Where the profit comes from, what it is a year, and what the grid did. */
export function profitFigures(facts: RunFacts): readonly Figure[] {
  return [
    ...pairFigures(facts),
    ...costFigures(facts),
    ...rateFigures(facts),
    ...gridFigures(facts),
  ]
}

/** The first and the last of what was booked; the end of the run where there was none. */
function firstAndLast(what: string, { first, last }: Booked, end: JournalEntry) {
  if (first === null) return [entryGround(`the end, without a ${what}`, end)]
  return [
    ground(`the first ${what}`, first),
    last === first ? null : ground(`the last ${what}`, last),
  ]
}

function pairFigures({ journal: { last, pairs, fills } }: RunFacts): readonly Figure[] {
  const { balances, pairFees } = last
  const paired = balances['bot:grid-profit']
  const total = bookedProfit(balances)
  return [
    figure(
      'gridProfit',
      amountText(paired),
      `from price to price ${exact(paired + pairFees)} − fees of these fills ${inSum(pairFees)}, over ${pairs.count} pairs`,
      ...firstAndLast('fill that closed a pair', pairs, last),
    ),
    figure(
      'floatProfit',
      amountText(balances['bot:unpaired']),
      `total profit ${exact(total)} − grid profit ${inSum(paired)}`,
      entryGround('the last entry', last),
    ),
    figure(
      'arbitrageNum',
      pairs.count,
      `${pairs.count} fills closed a pair: the second of two in their slot`,
      ...firstAndLast('fill that closed a pair', pairs, last),
    ),
    figure(
      'tradeNum',
      fills.count,
      `${fills.count} fills, base and stop included`,
      ...firstAndLast('fill', fills, last),
    ),
  ]
}

function costFigures({ journal }: RunFacts): readonly Figure[] {
  const { last, fills, fundings, liquidated } = journal
  const { balances } = last
  const parts = [
    `maker ${exact(balances['expenses:fees:maker'])}`,
    `taker ${inSum(balances['expenses:fees:taker'])}`,
    `liquidation ${inSum(balances['expenses:fees:liquidation'])}`,
  ]
  return [
    figure(
      'fee',
      amountText(bookedFees(balances)),
      `${parts.join(' + ')}, over ${fills.count} fills`,
      ...firstAndLast('fill', fills, last),
      ground('the liquidation', liquidated),
    ),
    figure(
      'fundingFee',
      amountText(-balances['income:funding']),
      `the sum of ${fundings.count} funding payments, received less paid`,
      ...firstAndLast('funding payment', fundings, last),
    ),
  ]
}

function rateFigures({ run, journal: { started, last, fills } }: RunFacts): readonly Figure[] {
  const { balances } = last
  const lived = run.opened.endMicros - started.event.timeMicros
  const hours = Math.floor(lived / MICROS_PER_HOUR)
  const days = new Decimal(lived).div(MICROS_PER_DAY)
  const invested = -balances['capital:investment']
  const ends = [entryGround('the start', started), entryGround('the end', last)] as const
  const yearly = (name: string, what: string, profit: number) => {
    const share = amountOf(profit).div(amountOf(invested))
    const value = hours === 0 ? '0' : share.times(8760).div(hours).toFixed()
    const sum = `${what} ${inSum(profit)} / investment ${exact(invested)} · 8760 / ${hours} whole hours`
    return figure(name, value, hours === 0 ? '0 before the first whole hour' : sum, ...ends)
  }
  const total = bookedProfit(balances)
  const share = amountOf(total).div(amountOf(invested))
  const length = `${days.toFixed()} days`
  return [
    yearly('annualizedRate', 'grid profit', balances['bot:grid-profit']),
    yearly('totalAnnualizedRate', 'total profit', total),
    figure(
      'monthlyRate',
      share.times(30).div(days).toFixed(),
      `total profit ${inSum(total)} / investment ${exact(invested)} · 30 / ${length}`,
      ...ends,
    ),
    figure(
      'fillsPerDay',
      new Decimal(fills.count).div(days).toFixed(),
      `${fills.count} fills / ${length}`,
      ...firstAndLast('fill', fills, last),
      ...ends,
    ),
  ]
}

function gridFigures({ run, journal, changes, spells }: RunFacts): readonly Figure[] {
  const { units } = run
  const { started, last, fills, liquidated } = journal
  const laid = changes.findLast(({ type }) => type !== 'GridStopped')
  const stopped = changes.findLast((change) => change.type === 'GridStopped')
  const [begun] = changes
  if (begun?.type !== 'GridStarted' || laid === undefined || laid.type === 'GridStopped')
    throw new Error(`${run.run}: no grid was started`)
  const position = units.lotBase.times(last.positionLots).toFixed()
  const contracts = contractsOf(units, laid.data.quantityLots).toFixed()
  return [
    figure(
      'position',
      position,
      `${contractsOf(units, last.positionLots).toFixed()} contracts of ${units.instrument.contractSize} ${units.instrument.baseCurrency} after ${fills.count} fills`,
      ground('what changed it last', liquidated ?? fills.last ?? begun.place),
    ),
    figure(
      'quantityPerGrid',
      contracts,
      `contracts of each grid order, as ${laid.type === 'GridStarted' ? 'started' : 'amended last'}`,
      ground('what set it', laid.place),
    ),
    figure(
      'startPrice',
      priceOf(units, begun.data.priceTicks).toFixed(),
      `the last price at ${isoTime(started.event.timeMicros)}`,
      ground('the start', begun.place),
      ground('its tick', `${run.streams.ticks}@${begun.tick ?? 0}`),
    ),
    offGridFigure({ run, spells, changes }),
    figure(
      'liquidated',
      liquidated !== null,
      liquidated === null ? 'no check ended in a liquidation' : 'a check ended in a liquidation',
      ground('the liquidation', liquidated),
      ground('the end', stopped?.place ?? null),
    ),
    figure(
      'stopReason',
      stopped?.data.reason ?? null,
      stopped === undefined ? 'the grid has not stopped' : 'why the grid stopped, as it recorded',
      ground('the end of the grid', stopped?.place ?? begun.place),
    ),
  ]
}

function offGridFigure({
  run,
  spells,
  changes,
}: Pick<RunFacts, 'run' | 'spells' | 'changes'>): Figure {
  const { units } = run
  const value = spells.map(({ fromMicros, toMicros, side, depthTicks }) => ({
    from: isoTime(fromMicros),
    to: isoTime(toMicros),
    side,
    depth: priceOf(units, depthTicks).toFixed(),
  }))
  const deepest = spells.reduce<(typeof spells)[number] | undefined>(
    (most, each) => (each.depthTicks > (most?.depthTicks ?? 0) ? each : most),
    undefined,
  )
  const depth =
    deepest === undefined
      ? 'the price never left the range'
      : `${spells.length} times strictly beyond the outermost line, the farthest ${priceText(units, deepest.depthTicks)} ${deepest.side} the line ${priceText(units, deepest.lineTicks)}`
  const from = spells.flatMap(({ first, deepest: far, end }, index) => [
    ground(`${index + 1}: its first tick`, first),
    ground(`${index + 1}: the farthest`, far),
    ground(`${index + 1}: what ended it`, end),
  ])
  const laid = changes.flatMap((change) =>
    change.type === 'GridStarted' || (change.type === 'ParametersAmended' && change.data.relaid)
      ? [ground('the lines', change.place)]
      : [],
  )
  const farthest = ground('the farthest of all', deepest?.deepest ?? null)
  return figure('offGrid', value, depth, ...laid, farthest, ...from)
}
