import { Decimal } from '@gridledger/domain'
import { type JournalEntry, bookedEquity, bookedProfit } from '@gridledger/projections'
import { placeText } from '../audit/reference'
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
import {
  type Return,
  changeFigures,
  peakFigures,
  percentOf,
  percentText,
  returnFigure,
  samplesFigure,
} from './returnFigures'

/** Equity, returns and falls. */
export function equityFigures(facts: RunFacts): readonly Figure[] {
  const { last, started, samples } = facts.journal
  const invested = -started.balances['capital:investment']
  const returnAt = ({ event, balances }: JournalEntry): Return => ({
    timeMicros: event.timeMicros,
    percent: percentOf(bookedProfit(balances), invested),
    event: placeText(event),
  })
  const returns = samples.map(returnAt)
  return [
    equityFigure(facts),
    profitFigure(last),
    returnFigure(bookedProfit(last.balances), invested, placeText(last.event)),
    ...peakFigures(returns, returnAt(last)),
    ...changeFigures(returns),
    tickFallFigure(facts),
    samplesFigure(
      samples.map(({ event, balances }) => ({
        timeMicros: event.timeMicros,
        equity: bookedEquity(balances),
        event: placeText(event),
      })),
      'the balance and the position at the mark: at the start, then at each sample, the end being the last',
    ),
  ]
}

function equityFigure({ run: { units, streams }, journal: { last } }: RunFacts): Figure {
  const { balances, positionLots, markTicks } = last
  const held = `${units.lotBase.times(positionLots).toFixed()} ${units.instrument.baseCurrency}`
  const cost = balances['assets:position:cost']
  return figure(
    'equity',
    amountText(bookedEquity(balances)),
    `balance ${exact(balances['assets:margin'])} + unrealised ${inSum(balances['assets:position:unrealised'])}, ` +
      `which is ${held} at mark ${priceText(units, markTicks)} less its cost ${exact(cost)}`,
    entryGround('the last entry', last),
    ground('the tick of its mark', `${streams.ticks}@${last.event.tick ?? 0}`),
  )
}

function profitFigure(last: JournalEntry): Figure {
  const { balances } = last
  const added = -balances['capital:added-margin']
  const less = added === 0 ? '' : ` − margin added ${exact(added)}`
  const invested = -balances['capital:investment']
  return figure(
    'totalPnl',
    amountText(bookedProfit(balances)),
    `equity ${exact(bookedEquity(balances))} − investment ${exact(invested)}${less}`,
    entryGround('the last entry', last),
  )
}

function tickFallFigure({ fall, journal: { started } }: RunFacts): Figure {
  if (fall === null) {
    const never = 'equity never fell below the investment or a later peak'
    return figure('maxDrawdownTickPct', '0.00000000', never, entryGround('the start', started))
  }
  const { peak, addedSince, trough } = fall
  const height = peak.equity + addedSince
  const added = addedSince === 0 ? '' : `, the peak with ${exact(addedSince)} added since`
  return figure(
    'maxDrawdownTickPct',
    percentText(new Decimal(height - trough.equity).div(height).times(100)),
    `100 · (peak ${exact(height)} − ${exact(trough.equity)}) / ${exact(height)}${added}`,
    ground('the peak', peak.place),
    ground('the deepest', trough.place),
  )
}
