import { type SparseEvent, marksStream, tapeStream, ticksStream } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { Placed, Records } from '../records'
import type { Subject } from '../subject'
import { type Working, plainWorking } from '../working'

type Of<Type extends SparseEvent['type']> = Extract<SparseEvent, { readonly type: Type }>

/** What the events of a tape and a season say of others: counts and spans. */
export async function tapeWorkings(
  { event }: Placed,
  subject: Subject,
  records: Records,
): Promise<readonly Working[]> {
  switch (event.type) {
    case 'TapeSealed':
      return sealed(event, subject, records)
    case 'SeasonOpened':
      return spans(event, subject)
    case 'SeasonClosed': {
      const end = isoTime(subject.opened.toMicros)
      return [plainWorking('time', "the tape's end", end, isoTime(event.timeMicros))]
    }
    default:
      return []
  }
}

async function sealed(
  { data }: Of<'TapeSealed'>,
  { tape }: Subject,
  { count }: Records,
): Promise<readonly Working[]> {
  const [ticks, marks] = [await count(ticksStream(tape)), await count(marksStream(tape))]
  const rates = (await count(tapeStream(tape))) - 2
  return [
    plainWorking('ticks', `events of ${ticksStream(tape)}`, ticks, data.ticks),
    plainWorking('marks', `events of ${marksStream(tape)}`, marks, data.marks),
    plainWorking('fundings', 'between TapeOpened and TapeSealed', rates, data.fundings),
  ]
}

function spans(
  { data: { startMicros, endMicros, instrument, tape } }: Of<'SeasonOpened'>,
  { opened }: Subject,
): readonly Working[] {
  return [
    plainWorking('tape', 'its name', opened.tape, tape),
    plainWorking(
      'start',
      "the tape's first tick",
      isoTime(opened.fromMicros),
      isoTime(startMicros),
    ),
    plainWorking('end', "the tape's last tick", isoTime(opened.toMicros), isoTime(endMicros)),
    plainWorking('instrument', "the tape's", opened.instrument.name, instrument),
  ]
}
