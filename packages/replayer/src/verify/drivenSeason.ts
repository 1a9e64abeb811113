import * as E from 'fp-ts/Either'
import {
  type DrivenSeason,
  type Ledger,
  type SparseEvent,
  marksStream,
  planStart,
  refusalText,
  seasonStream,
  ticksStream,
} from '@gridledger/domain'
import { denseRow } from '../season/ticksAt'
import { type Difference, differenceAt } from './difference'

/** What the events of tape and season say a season's bots were driven by: no file is asked. */
export async function drivenSeason(
  ledger: Ledger,
  tapeEvents: readonly SparseEvent[],
  seasonEvents: readonly SparseEvent[],
): Promise<E.Either<Difference, DrivenSeason>> {
  const [tapeOpened] = tapeEvents
  const [opened] = seasonEvents
  const sealed = tapeEvents.at(-1)
  if (tapeOpened?.type !== 'TapeOpened' || sealed?.type !== 'TapeSealed')
    throw new Error('a tape that was not checked')
  if (opened?.type !== 'SeasonOpened') throw new Error('a season without its SeasonOpened')
  const { instrument, tape } = tapeOpened.data
  const { season, fillRule, neutralStart } = opened.data
  const rules = { fillRule, neutralStart }
  const { highTicks } = sealed.data
  const market = { ...(await startMarketOf(ledger, tape)), highTicks }
  const entries: DrivenSeason['entries'][number][] = []
  for (const [revision, event] of seasonEvents.entries()) {
    if (event.type !== 'ContestantEntered') continue
    const { parameters } = event.data
    const plan = planStart({ instrument, parameters, rules }, market)
    if (E.isLeft(plan)) {
      const message = `no grid starts with these parameters: ${refusalText(plan.left)}`
      return E.left(differenceAt('changed', seasonStream(season), revision, message))
    }
    entries.push({ event, entry: event.data, plan: plan.right })
  }
  return E.right({
    season,
    instrument,
    rules,
    entries,
    tape: {
      name: tape,
      opening: tapeEvents.slice(0, -1),
      highTicks,
      ticks: { count: sealed.data.ticks },
    },
  })
}

/** Last price and mark at the first tick of a tape. */
async function startMarketOf(
  ledger: Ledger,
  tape: string,
): Promise<{ readonly priceTicks: number; readonly markTicks: number }> {
  const tick = await denseRow(ledger, ticksStream(tape), 0)
  const mark = await denseRow(ledger, marksStream(tape), 0)
  const [priceTicks = 0] = tick?.values ?? []
  const isMarked = mark !== undefined && mark.timeMicros <= (tick?.timeMicros ?? 0)
  return { priceTicks, markTicks: isMarked ? (mark.values[0] ?? 0) : priceTicks }
}
