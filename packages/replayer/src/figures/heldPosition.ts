import {
  type InstrumentUnits,
  type Ledger,
  amountOf,
  at,
  fundingAmount,
  markColumn,
  priceOf,
  scale,
  tierOf,
} from '@gridledger/domain'
import type { FoundSeason } from '../season/findRun'
import { readMarket } from '../season/market'

/** Equity of a position that is held, and the tick that it is valued at; money in 1e-8. */
export interface HeldEquity {
  readonly tick: number
  readonly timeMicros: number
  readonly equity: number
}

/** A funding rate that the position paid or received. */
export interface HeldFunding {
  /** Revision of the rate in the tape's stream. */
  readonly revision: number
  readonly amount: number
}

/** A position bought at the first tick and held, told from ticks, marks and rates. */
export interface HeldPosition {
  readonly investment: number
  readonly leverage: number
  /** What was bought, and what is left at the end. */
  readonly boughtLots: number
  readonly lots: number
  readonly startTicks: number
  readonly buyFee: number
  /** Of a liquidation; 0 without one. */
  readonly closingFee: number
  readonly fundings: readonly HeldFunding[]
  /** The start, then end − k · sampleEvery. */
  readonly samples: readonly HeldEquity[]
  readonly end: HeldEquity
  /** The fall at any tick that is the largest share of the peak it fell from; null without one. */
  readonly fall: { readonly peak: HeldEquity; readonly trough: HeldEquity } | null
  /** The tick that liquidated it. */
  readonly liquidatedAt: number | null
}

/** One moment of the market, and the funding rates that are due at it. */
interface Moment {
  readonly tick: number
  readonly timeMicros: number
  readonly priceTicks: number
  readonly markTicks: number
  readonly rates: readonly Rate[]
}

interface Rate {
  readonly revision: number
  readonly timeMicros: number
  readonly rate: string
}

/** Follows an investment (1e-8) at a leverage from the first tick of a season to its last. */
export async function heldPosition(
  ledger: Ledger,
  season: FoundSeason,
  investment: number,
  leverage: number,
): Promise<HeldPosition> {
  const { sampleEveryMicros, endMicros } = season.opened
  const { fromMicros, intervalMicros } = season.tape
  let walk: Walk | null = null
  let dueMicros = firstSample(season)
  for await (const moments of momentsOf(ledger, season.tape.tape)) {
    for (const moment of moments) {
      if (walk === null) {
        walk = bought(season.units, investment, leverage, moment)
        continue
      }
      const { equity, tick } = walk.end
      const opensBar = (moment.timeMicros - fromMicros) % (intervalMicros ?? 1) === 0
      const before = moment.timeMicros + (opensBar ? 0 : 1)
      for (; dueMicros < before; dueMicros += sampleEveryMicros)
        walk.samples.push({ tick, timeMicros: dueMicros, equity })
      payFunding(walk, season.units, moment)
      if (dueMicros === moment.timeMicros) {
        walk.samples.push(valued(walk, season.units, moment))
        dueMicros += sampleEveryMicros
      }
      if (moment.timeMicros < endMicros) checkMargin(walk, season.units, moment)
      see(walk, valued(walk, season.units, moment))
    }
  }
  if (walk === null) throw new Error(`${season.tape.tape} has no ticks`)
  return { investment, leverage, ...walk }
}

/** The first moment after the start that is sampled: end − k · sampleEvery. */
function firstSample({ opened }: FoundSeason): number {
  const { startMicros, endMicros, sampleEveryMicros } = opened
  const later = Math.ceil((endMicros - startMicros) / sampleEveryMicros) - 1
  return endMicros - Math.max(0, later) * sampleEveryMicros
}

async function* momentsOf(ledger: Ledger, tape: string): AsyncGenerator<readonly Moment[]> {
  let last: number | null = null
  for await (const { ticks, marks, fundings } of readMarket(ledger, tape)) {
    const column = markColumn(ticks, marks, last)
    last = column.last
    const [times = [], , prices = []] = ticks.batch.columns
    const rates = fundings.events.flatMap((event, index): readonly Rate[] => {
      if (event.type !== 'FundingRatePublished') return []
      const { timeMicros, data } = event
      return [{ revision: fundings.firstRevision + index, timeMicros, rate: data.rate }]
    })
    let next = 0
    yield Array.from({ length: ticks.batch.count }, (_, row): Moment => {
      const [first, timeMicros] = [next, at(times, row)]
      while ((rates[next]?.timeMicros ?? Infinity) <= timeMicros) next += 1
      return {
        tick: ticks.firstRevision + row,
        timeMicros,
        priceTicks: at(prices, row),
        markTicks: at(column.column, row),
        rates: rates.slice(first, next),
      }
    })
  }
}

/** A held position on its way. */
interface Walk {
  lots: number
  cash: number
  closingFee: number
  liquidatedAt: number | null
  readonly startTicks: number
  readonly boughtLots: number
  readonly buyFee: number
  readonly fundings: HeldFunding[]
  readonly samples: HeldEquity[]
  end: HeldEquity
  peak: HeldEquity
  fall: HeldPosition['fall']
}

function bought(
  units: InstrumentUnits,
  investment: number,
  leverage: number,
  moment: Moment,
): Walk {
  const { tick, timeMicros, priceTicks } = moment
  const lotValue = priceOf(units, priceTicks).times(units.lotBase)
  const lots = amountOf(investment).times(leverage).div(lotValue).floor().toNumber()
  const buyFee = scale(lots * priceTicks, units.exchangeFee)
  const start = { tick, timeMicros, equity: investment }
  const walk: Walk = {
    lots,
    cash: investment - lots * priceTicks * units.moneyPerLotTick - buyFee,
    closingFee: 0,
    liquidatedAt: null,
    startTicks: priceTicks,
    boughtLots: lots,
    buyFee,
    fundings: [],
    samples: [start],
    end: start,
    peak: start,
    fall: null,
  }
  checkMargin(walk, units, moment)
  see(walk, valued(walk, units, moment))
  return walk
}

function valued(
  { cash, lots }: Walk,
  { moneyPerLotTick }: InstrumentUnits,
  { tick, timeMicros, markTicks }: Moment,
): HeldEquity {
  return { tick, timeMicros, equity: cash + lots * markTicks * moneyPerLotTick }
}

function payFunding(walk: Walk, units: InstrumentUnits, { markTicks, rates }: Moment): void {
  for (const { revision, rate } of rates) {
    if (walk.lots === 0) return
    const amount = fundingAmount(walk.lots * markTicks * units.moneyPerLotTick, rate)
    walk.cash += amount
    walk.fundings.push({ revision, amount })
  }
}

/** Liquidated where equity ≤ |position| · mark · (maintenance rate + 0.0005). */
function checkMargin(walk: Walk, units: InstrumentUnits, moment: Moment): void {
  const lotTicks = walk.lots * moment.markTicks
  const { equity } = valued(walk, units, moment)
  if (walk.lots === 0 || equity > scale(lotTicks, tierOf(units, walk.lots).maintenance)) return
  walk.closingFee = scale(lotTicks, units.exchangeFee)
  walk.lots = 0
  walk.cash = 0
  walk.liquidatedAt = moment.tick
}

function see(walk: Walk, now: HeldEquity): void {
  walk.end = now
  const { peak, fall } = walk
  const share = (from: HeldEquity, to: HeldEquity) => (from.equity - to.equity) / from.equity
  if (now.equity > peak.equity) walk.peak = now
  else if (share(peak, now) > (fall === null ? 0 : share(fall.peak, fall.trough)))
    walk.fall = { peak, trough: now }
}
