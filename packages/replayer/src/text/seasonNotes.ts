import { type Gaps, MICROS_PER_DAY } from '@gridledger/domain'
import { type Leaderboard, isoTime } from '@gridledger/projections'
import { duration, grouped } from './format'

const RECONSTRUCTION =
  'The tape is a reconstruction fitted to the published results: its closeness to them proves nothing.'

/** What a reader has to know before believing a figure. */
export function notesOf({ season, tape }: Leaderboard): readonly string[] {
  const day = MICROS_PER_DAY / 3
  const { fundingFromMicros: from, fundingToMicros: to } = tape
  return [
    ...(tape.kind === 'reconstruction' && tape.derived === undefined ? [RECONSTRUCTION] : []),
    ...season.notes,
    ...(tape.gaps === undefined ? [] : [gapsNote(tape.gaps)]),
    ...(from === null ? ['No funding rates: no funding was paid or received.'] : []),
    ...(from !== null && from - season.startMicros > day
      ? [`Funding rates begin at ${isoTime(from)}: before that none was paid or received.`]
      : []),
    ...(to !== null && season.endMicros - to > day
      ? [`Funding rates end at ${isoTime(to)}: after that none was paid or received.`]
      : []),
  ]
}

function gapsNote({ count, longestMicros }: Gaps): string {
  const gaps = count === 1 ? 'a gap' : `${grouped(count)} gaps`
  return `The tape has ${gaps}, the longest ${duration(longestMicros)}: nothing could fill in there.`
}
