import {
  type DenseBatch,
  type Ledger,
  canonicalText,
  checksStream,
  encodeEvent,
  marksStream,
  runStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { Failure, inputProblem, run, valueOf } from '../failure'
import { appendTape } from '../import/recordTape'
import { streamWriter } from '../ledger/streamWriter'
import { storedLedger } from '../ledger/throughForks'
import { checkChain } from '../verify/chainCheck'
import { type Fork, forksIn, lineageOf } from './forks'
import { readSparse } from './market'

/** A fork that two ledgers hold now. */
export interface CopiedFork {
  readonly run: string
  /** Its own, and how many of them were appended now. */
  readonly events: number
  readonly copied: number
}

/**
 * Copies the forks of a season that both ledgers hold, each after its parent and with the tape that it
 * goes on with. What is there already must be the same; every stream is read back. A fork whose
 * recording was interrupted is left out. Throws Failure: corrupt where the source is damaged, input
 * where the target holds another fork under the name, no where what is read back is something else.
 */
export async function copyForks(
  from: Ledger,
  to: Ledger,
  season: string,
): Promise<readonly CopiedFork[]> {
  const [source, target] = [storedLedger(from), storedLedger(to)]
  const names = forksIn(await run(source.streams()), season)
  const lineages = await Promise.all(names.map((name) => lineageOf(source, name)))
  const copied: CopiedFork[] = []
  for (const lineage of lineages.sort((a, b) => a.length - b.length)) {
    const fork = lineage.at(-1)
    if (fork === undefined) continue
    const { events } = await readSparse(source, runStream(fork.run))
    if (events.at(-1)?.type !== 'ForkClosed') continue
    await requireSame(target, fork)
    await copyTape(source, target, fork.event.data.tape)
    copied.push(await copyFork(source, target, fork.run))
  }
  return copied
}

async function requireSame(target: Ledger, { run: name, event }: Fork): Promise<void> {
  const there = (await lineageOf(target, name)).at(-1)
  const text = (each: Fork['event']) => canonicalText(encodeEvent(each))
  if (there === undefined || text(there.event) === text(event)) return
  const message = `${name}: ${target.address} holds another fork under this name; copy the season into another ledger`
  throw new Failure(inputProblem(message))
}

async function copyTape(source: Ledger, target: Ledger, name: string): Promise<void> {
  const { events } = await readSparse(source, tapeStream(name))
  const sealed = events.at(-1)
  if (sealed?.type !== 'TapeSealed') throw damaged(source, tapeStream(name), 'it is not sealed')
  const opening = events.slice(0, -1)
  const [ticks, marks] = [columns(source, ticksStream(name)), columns(source, marksStream(name))]
  const outcome = await appendTape(target, { name, opening, ticks, marks, sealed })
  if (outcome === 'unchanged') return
  for (const stream of [tapeStream(name), ticksStream(name), marksStream(name)])
    await readBack(source, target, stream)
}

async function* columns(ledger: Ledger, stream: string): AsyncGenerator<DenseBatch> {
  for await (const read of ledger.read(stream)) {
    const { batch } = valueOf(read)
    if (batch.kind !== 'dense') throw new Error(`${stream} is not dense`)
    yield batch
  }
}

/** Its events but the last, its checks, then its end: without that it is not whole. */
async function copyFork(source: Ledger, target: Ledger, name: string): Promise<CopiedFork> {
  const [own, judged] = [runStream(name), checksStream(name)]
  const before = (await eventsIn(target, own)) + (await eventsIn(target, judged))
  const writer = await streamWriter(target, own)
  const { events } = await readSparse(source, own)
  await writer.append({ kind: 'sparse', events: events.slice(0, -1) })
  const checks = await streamWriter(target, judged)
  for await (const batch of columns(source, judged)) await checks.append(batch)
  checks.finish()
  await writer.append({ kind: 'sparse', events: events.slice(-1) })
  writer.finish()
  const count = (await readBack(source, target, own)) + (await readBack(source, target, judged))
  return { run: name, events: count, copied: count - before }
}

const eventsIn = async (ledger: Ledger, stream: string): Promise<number> =>
  (await run(ledger.head(stream)))?.events ?? 0

/** Reads a stream of both ledgers whole: their chains, computed anew, must be the same. */
async function readBack(source: Ledger, target: Ledger, stream: string): Promise<number> {
  const [there, here] = [await checkChain(source, stream), await checkChain(target, stream)]
  if (there.difference !== null) throw damaged(source, stream, there.difference.message)
  const difference =
    here.chain === there.chain ? here.difference?.message : 'it is not what was copied'
  if (difference === undefined) return here.events
  throw new Failure({
    kind: 'no',
    message: `${target.address}: ${stream} was read back: ${difference}`,
  })
}

function damaged({ address }: Ledger, stream: string, why: string): Failure {
  const error = { kind: 'corrupt' as const, stream, revision: null, message: `${address}: ${why}` }
  return new Failure({ kind: 'ledger', error })
}
