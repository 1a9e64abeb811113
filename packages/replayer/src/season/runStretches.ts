import { type Ledger, marksStream, tapeStream, ticksStream } from '@gridledger/domain'
import type { RunPlace, SeasonPlace } from '@gridledger/projections'
import type { FoundRun } from './findRun'
import { readSparse } from './market'
import { denseRow, rowsBefore } from './ticksAt'

/** The ticks of one tape that a run went through, one after the other. */
export interface RunStretch {
  readonly tape: string
  /** The first tick, and the one after the last; Infinity: the tape's end. */
  readonly from: number
  readonly to: number
  /** The run's first event and check in them, and the first after them. */
  readonly begins: RunPlace
  readonly ends: RunPlace
}

/** A run by the tapes that it went through: one stretch, unless it has a fork on another tape. */
export async function runStretches(
  ledger: Ledger,
  { facts, opened, forks }: Pick<FoundRun, 'facts' | 'opened' | 'forks'>,
): Promise<readonly RunStretch[]> {
  const whole = { events: Infinity, checks: Infinity }
  const first = { tape: facts.tape, from: 0, to: Infinity }
  const stretches: RunStretch[] = [{ ...first, begins: { events: 0, checks: 0 }, ends: whole }]
  for (const { event } of forks) {
    const { tape, seam } = event.data
    const before = stretches.at(-1)
    if (before === undefined || tape === before.tape) continue
    const place = { events: seam.events, checks: seam.checks }
    stretches.splice(-1, 1, { ...before, to: seam.tick, ends: place })
    const to = tape === facts.tape ? Infinity : await endTick(ledger, tape, opened.endMicros)
    stretches.push({ tape, from: event.tick ?? 0, to, begins: place, ends: whole })
  }
  return stretches.filter(({ from, to }) => from < to)
}

/** The tick after the one that values a run of a season on a tape, which may go on beyond its end. */
export async function endTick(ledger: Ledger, tape: string, endMicros: number): Promise<number> {
  return (await rowsBefore(ledger, ticksStream(tape), endMicros)) + 1
}

/**
 * The place of a tick in the streams of its tape, for a reader who was not there before: the mark in
 * force comes first, and the rates that fell due after `pastMicros`.
 */
export async function marketPlace(
  ledger: Ledger,
  tape: string,
  tick: number,
  pastMicros: number,
): Promise<Pick<SeasonPlace, 'ticks' | 'marks' | 'rates'>> {
  const timeMicros = (await denseRow(ledger, ticksStream(tape), tick))?.timeMicros ?? 0
  const marks = await rowsBefore(ledger, marksStream(tape), timeMicros + 1)
  const { events } = await readSparse(ledger, tapeStream(tape))
  const due = events.filter(
    (event) => event.type === 'FundingRatePublished' && event.timeMicros <= pastMicros,
  )
  return { ticks: tick, marks: Math.max(0, marks - 1), rates: 1 + due.length }
}
