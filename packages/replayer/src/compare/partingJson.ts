import type { Ledger } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { fullEvent } from '../audit/records'
import type { FoundRun } from '../season/findRun'
import { causeJson, causesOf } from './causes'
import type { FirstDifference } from './firstDifference'
import { placedOf } from './placedOf'
import type { HistoryEvent } from './runHistory'

/**
 * Where two runs part, for programs: `time` of the first event that only one of them has or that is
 * another in each, how many events they have in common before it, both sides with their causes.
 */
export async function partingJson(
  ledger: Ledger,
  [a, b]: readonly [FoundRun, FoundRun],
  parting: FirstDifference | null,
): Promise<object | null> {
  if (parting === null) return null
  const { common, only, fields } = parting
  const times = [parting.a, parting.b].flatMap((side) => side?.event.timeMicros ?? [])
  return {
    time: isoTime(Math.min(...times)),
    common,
    only,
    fields: fields.map(({ field, values: [mine, other] }) => ({
      field,
      a: mine ?? null,
      b: other ?? null,
    })),
    a: await sideJson(ledger, a, parting.a),
    b: await sideJson(ledger, b, parting.b),
  }
}

async function sideJson(
  ledger: Ledger,
  { units }: FoundRun,
  side: HistoryEvent | null,
): Promise<object | null> {
  if (side === null) return null
  const causes = await causesOf(ledger, side)
  return {
    ...fullEvent(placedOf(side.event)),
    time: isoTime(side.event.timeMicros),
    causes: causes.map((cause) => causeJson(cause, units)),
  }
}
