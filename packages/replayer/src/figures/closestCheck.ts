import {
  type BotState,
  Decimal,
  type Ledger,
  at,
  contractsOf,
  evolve,
  initialState,
  liquidationTicks,
  priceOf,
} from '@gridledger/domain'
import { followsCheck, isoTime } from '@gridledger/projections'
import { valueOf } from '../failure'
import type { FoundRun } from '../season/findRun'
import { readSparse } from '../season/market'
import { isRunEvent } from '../season/stateBefore'
import { type Figure, exact, figure, ground, priceText } from './figure'

/** The check whose mark was nearest to the price at which the same check would have liquidated. */
interface ClosestCheck {
  readonly revision: number
  readonly timeMicros: number
  readonly markTicks: number
  readonly liquidationTicks: number
  readonly positionLots: number
  readonly cash: number
  readonly pendingFees: number
}

/** The figure `closestLiquidation`, from a run's checks and the bot that each of them judged. */
export async function closestFigure(ledger: Ledger, run: FoundRun): Promise<Figure> {
  const name = 'closestLiquidation'
  const closest = await closestCheck(ledger, run)
  if (closest === null) {
    const never = 'no check found a price at which the position would have been liquidated'
    return figure(name, null, never, ground('the start', `${run.streams.run}@0`))
  }
  const { units } = run
  const { positionLots, cash, pendingFees, markTicks } = closest
  const side = positionLots > 0 ? ('below' as const) : ('above' as const)
  const away = Math.abs(markTicks - closest.liquidationTicks)
  const isBeyond = (markTicks - closest.liquidationTicks) * Math.sign(positionLots) < 0
  const distance = new Decimal(isBeyond ? -away : away).div(markTicks).times(100)
  const price = (ticks: number) => priceText(units, ticks)
  return figure(
    name,
    {
      time: isoTime(closest.timeMicros),
      markPrice: priceOf(units, markTicks).toFixed(),
      liquidationPrice: priceOf(units, closest.liquidationTicks).toFixed(),
      side,
      distancePct: distance.toFixed(Math.max(8, distance.decimalPlaces())),
    },
    `with ${contractsOf(units, positionLots).toFixed()} contracts, cash ${exact(cash)} and pending fees ${exact(pendingFees)} ` +
      `the check meets the maintenance first at ${price(closest.liquidationTicks)}; 100 · the ${price(away)} from mark ${price(markTicks)} to there / mark`,
    ground('the check', `${run.streams.checks}@${closest.revision}`),
  )
}

async function closestCheck(ledger: Ledger, run: FoundRun): Promise<ClosestCheck | null> {
  const { streams, units } = run
  const follow = botBefore(initialState(streams), (await readSparse(ledger, streams.run)).events)
  let [closest, least]: [ClosestCheck | null, number] = [null, Infinity]
  for await (const read of ledger.read(streams.checks)) {
    const { batch, firstRevision } = valueOf(read)
    if (batch.kind !== 'dense') throw new Error(`${streams.checks} is not dense`)
    const [times = [], ticks = [], equities = [], , fees = []] = batch.columns
    for (let row = 0; row < batch.count; row += 1) {
      const { positionLots, cash } = follow(at(ticks, row))
      const pendingFees = at(fees, row)
      const price = liquidationTicks(units, positionLots, cash - pendingFees)
      if (price === null) continue
      const markTicks = (at(equities, row) - cash) / (positionLots * units.moneyPerLotTick)
      const share = (Math.sign(positionLots) * (markTicks - price)) / markTicks
      if (share >= least) continue
      least = share
      closest = {
        revision: firstRevision + row,
        timeMicros: at(times, row),
        markTicks,
        liquidationTicks: price,
        positionLots,
        cash,
        pendingFees,
      }
    }
  }
  return closest
}

/** The bot as the check of a tick judged it: after all that comes before the check of that tick. */
function botBefore(
  state: BotState,
  events: Awaited<ReturnType<typeof readSparse>>['events'],
): (tick: number) => BotState {
  let next = 0
  return (tick) => {
    for (let event = events[next]; event !== undefined; event = events[next]) {
      const eventTick = event.tick ?? 0
      if (eventTick > tick || (eventTick === tick && followsCheck(event))) break
      if (isRunEvent(event)) evolve(state, event)
      next += 1
    }
    return state
  }
}
