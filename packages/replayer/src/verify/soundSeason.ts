import * as E from 'fp-ts/Either'
import { type Ledger, runName, seasonStream, tapeStream, ticksStream } from '@gridledger/domain'
import type { SeasonBatch } from '@gridledger/projections'
import { run } from '../failure'
import { digestStreams } from '../season/digest'
import { readSparse } from '../season/market'
import { type SnapshotCheck, snapshotCheck } from '../season/snapshots'
import { type CheckedStream, hashingLedger } from './chainCheck'
import { type DerivedFrom, derivedCheck } from './derivedCheck'
import { drivenSeason } from './drivenSeason'
import { inputDifference } from './inputCheck'
import { runDifferences } from './runCheck'
import { strangersOf } from './strangers'
import { type TickCheck, tickCheck } from './tapeCheck'
import type { VerifyOptions } from './verifySeason'

/** A season of which nothing is amiss: its streams in the order of the digest. */
export interface SoundSeason {
  readonly streams: readonly CheckedStream[]
  readonly derived: DerivedFrom | null
}

/**
 * Holds a season against all that `verifySeason` asks of it, in as few readings as that takes: chains
 * are hashed, ticks checked and views folded while the runs are derived. Null where anything at all is amiss: what
 * it is, and where, is for a thorough look to say.
 */
export async function soundSeason(
  ledger: Ledger,
  season: string,
  options: VerifyOptions,
): Promise<SoundSeason | null> {
  try {
    return await sound(ledger, season, options)
  } catch {
    // The thorough look meets the same error, and tells it.
    return null
  }
}

async function sound(
  stored: Ledger,
  season: string,
  options: VerifyOptions,
): Promise<SoundSeason | null> {
  const watching = new Map<string, TickCheck>()
  const { ledger, checked } = hashingLedger(stored, options.countsOf, (read) =>
    watching.get(read.stream)?.take(read),
  )
  const inputs = await readSparse(ledger, seasonStream(season))
  const [opened] = inputs.events
  if (opened?.type !== 'SeasonOpened') return null
  const { tape } = opened.data
  const tapeEvents = await readSparse(ledger, tapeStream(tape))
  const [tapeOpened] = tapeEvents.events
  if (tapeOpened?.type !== 'TapeOpened') return null
  const ticks = tickCheck(tapeOpened.data)
  watching.set(ticksStream(tape), ticks)
  const entered = inputs.events.flatMap((event) =>
    event.type === 'ContestantEntered' ? [event.data.contestant] : [],
  )
  const isWanted = (name: string) => options.run === undefined || options.run === name
  const isWhole = options.run === undefined
  const driven = await drivenSeason(ledger, tapeEvents.events, inputs.events)
  if (E.isLeft(driven)) return null
  const snapshots = isWhole ? await snapshotCheck(ledger, season) : null
  const opening = [
    { ...tapeEvents, events: tapeEvents.events.slice(0, 1) },
    { ...inputs, events: inputs.events.filter(({ type }) => type !== 'SeasonClosed') },
  ]
  const onBatch = taking(snapshots, opening)
  const { onTick = () => undefined } = options
  const differences = await runDifferences(ledger, driven.right, isWanted, { onTick, onBatch })
  if (differences.length > 0 || snapshots?.wrong() !== undefined) return null
  if ((await inputDifference(ledger, season, inputs.events, [], ticks)) !== null) return null
  const made = await derivedCheck(ledger, tape)
  if (made !== null && made.difference !== null) return null
  if (isWhole && (await strangersOf(ledger, season, entered)).length > 0) return null
  const wanted = entered.filter((contestant) => isWanted(runName(season, contestant)))
  const streams: CheckedStream[] = []
  for (const stream of digestStreams(season, tape, wanted)) {
    if ((await run(ledger.head(stream))) === undefined) continue
    const done = await checked(stream)
    if (done.difference !== null) return null
    streams.push(done)
  }
  return { streams, derived: made?.derived ?? null }
}

/** Gives the first batch its opening. */
function taking(
  snapshots: SnapshotCheck | null,
  opening: SeasonBatch['opening'],
): (batch: Omit<SeasonBatch, 'opening'>) => Promise<void> {
  let first = opening
  return async (batch) => {
    await snapshots?.take({ opening: first, ...batch })
    first = []
  }
}
