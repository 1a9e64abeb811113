import { type Cause, type Ledger, type SparseEvent, runStream } from '@gridledger/domain'
import { valueOf } from '../failure'
import { storedLedger } from '../ledger/throughForks'

/** The event that begins a fork. */
export type RunForked = Extract<SparseEvent, { readonly type: 'RunForked' }>

/** A run that left its parent's past at a tick, and the event that says so. */
export interface Fork {
  readonly run: string
  readonly event: RunForked
}

/** `<season>.<contestant>~<fork>`. */
export const isForkName = (run: string): boolean => run.includes('~')

/** The forks between a contestant's run and this one, the eldest first; none for a contestant's own. */
export async function lineageOf(ledger: Ledger, run: string): Promise<readonly Fork[]> {
  if (!isForkName(run)) return []
  const event = await firstStored(ledger, runStream(run))
  if (event?.type !== 'RunForked') return []
  return [...(await lineageOf(ledger, event.data.parent)), { run, event }]
}

/** The place of an event of a run in the stream that holds it: its own, or that of an ancestor. */
export async function storedPlace(ledger: Ledger, place: Cause): Promise<Cause> {
  const [, kind = '', run = ''] = /^(run|checks)-(.+~.+)$/.exec(place.stream) ?? []
  const fork = kind === '' ? undefined : (await lineageOf(ledger, run)).at(-1)
  if (fork === undefined) return place
  const { parent, seam } = fork.event.data
  if (place.revision >= (kind === 'run' ? seam.events : seam.checks)) return place
  return storedPlace(ledger, { ...place, stream: `${kind}-${parent}` })
}

/** The names of the forks of a season's contestants that a ledger holds, in order of name. */
export function forksIn(streams: readonly string[], season: string): readonly string[] {
  const prefix = runStream(`${season}.`)
  return streams
    .filter((stream) => stream.startsWith(prefix) && isForkName(stream))
    .map((stream) => stream.slice(runStream('').length))
}

async function firstStored(ledger: Ledger, stream: string): Promise<SparseEvent | undefined> {
  for await (const read of storedLedger(ledger).read(stream, 0, 1)) {
    const { batch } = valueOf(read)
    return batch.kind === 'sparse' ? batch.events[0] : undefined
  }
  return undefined
}
