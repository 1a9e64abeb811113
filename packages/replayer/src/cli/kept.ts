import {
  type Ledger,
  checksStream,
  runName,
  runStream,
  seasonStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { run } from '../failure'
import type { Tape } from '../import/tape'
import type { PreparedSeason } from '../season/prepareSeason'
import { grouped } from '../text/format'

/** What a ledger holds of a tape, in words: "65,536 of 257,765 ticks of the tape". */
export async function keptOfTape(ledger: Ledger, tape: Tape): Promise<string> {
  if (await isSealed(ledger, tape)) return 'the whole tape'
  const ticks = await eventsOf(ledger, ticksStream(tape.name))
  return `${grouped(ticks)} of ${grouped(tape.ticks.count)} ticks of the tape`
}

/** What a ledger holds of a season, in words: "the whole tape and 123,456 events of the runs". */
export async function keptOfSeason(ledger: Ledger, prepared: PreparedSeason): Promise<string> {
  const { season, tape, entries } = prepared
  const inputs = 1 + entries.length
  if ((await eventsOf(ledger, seasonStream(season))) > inputs) return 'the whole season'
  const kept = await keptOfTape(ledger, tape)
  if (!(await isSealed(ledger, tape))) return kept
  let events = 0
  for (const { entry } of entries) {
    const name = runName(season, entry.contestant)
    events += await eventsOf(ledger, runStream(name))
    events += await eventsOf(ledger, checksStream(name))
  }
  return `${kept} and ${grouped(events)} events of the runs`
}

async function isSealed(ledger: Ledger, { name, opening }: Tape): Promise<boolean> {
  return (await eventsOf(ledger, tapeStream(name))) > opening.length
}

async function eventsOf(ledger: Ledger, stream: string): Promise<number> {
  return (await run(ledger.head(stream)))?.events ?? 0
}
