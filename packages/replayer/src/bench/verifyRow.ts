import type { Ledger } from '@gridledger/domain'
import { verifySeason } from '../verify/verifySeason'
import { BENCH_SEASON, benchYear } from './benchSeason'
import type { BenchSize } from './benchSize'
import { type Figures, measure, timed } from './measure'
import { recordAll, requireEvents } from './recordRow'
import { eventsIn, temporaryLedger } from './temporary'

/** Verifies what each round has recorded, beside that recording. */
export async function verifyRow({ yearBars, fewRounds }: BenchSize): Promise<Figures> {
  const { prepared, bare } = benchYear(yearBars)
  let recorded = temporaryLedger()
  try {
    return await measure(
      {
        count: bare.open.length,
        against: 'recording it',
        baseline: () => {
          recorded.remove()
          recorded = temporaryLedger()
          return timed(() => recordAll(recorded.ledger, prepared))
        },
        work: () => timed(() => requireVerified(recorded.ledger)),
      },
      fewRounds,
    )
  } finally {
    recorded.remove()
  }
}

/** Throws where the bench's season is not sound, or is not all that the ledger holds. */
export async function requireVerified(ledger: Ledger): Promise<void> {
  const { ok, events, differences } = await verifySeason(ledger, BENCH_SEASON)
  if (!ok) throw new Error(`expected a sound season, found ${differences[0]?.message ?? 'none'}`)
  requireEvents(events, await eventsIn(ledger))
}
