import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import type { Ledger, StreamHead } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { Failure, run as valueFrom, valueOf } from '../../packages/replayer/src/failure'
import { recordTape } from '../../packages/replayer/src/import/recordTape'
import { storedLedger } from '../../packages/replayer/src/ledger/throughForks'
import { findRun } from '../../packages/replayer/src/season/findRun'
import { recordFork } from '../../packages/replayer/src/season/forkRun'
import { forkMarket } from '../../packages/replayer/src/season/forkTape'
import { type ForkRequest, prepareFork } from '../../packages/replayer/src/season/prepareFork'

export interface AskedFork extends Pick<ForkRequest, 'set' | 'name'> {
  readonly at: number
  /** A tape of the ledger, or a method that derives one. */
  readonly market?: string
}

/** Forks a run at a moment; returns the fork's name, or why it is refused. */
export async function forked(
  ledger: Ledger,
  run: string,
  { at, market: words, ...request }: AskedFork,
): Promise<E.Either<string, string>> {
  const found = await findRun(ledger, run)
  try {
    const market = await forkMarket(ledger, found, { tape: words })
    const point = { kind: 'time' as const, timeMicros: at }
    const asked = { found, at: point, ...request, ...(market && { tape: market.tape }) }
    const { start } = await prepareFork(ledger, asked, isoTime, market?.ledger)
    if (market?.unrecorded) await recordTape(storedLedger(ledger), market.unrecorded)
    await recordFork(ledger, start)
    return E.right(start.contender.run)
  } catch (error) {
    if (error instanceof Failure && error.problem.kind === 'input') return E.left(error.message)
    throw error
  }
}

/** What a run did, its past included: time, type, data and causing tick, and every check. */
export interface History {
  readonly events: readonly string[]
  readonly checks: number
  /** SHA-256 over the columns of the checks. */
  readonly checked: string
}

/** The history of a run as it is compared: without RunForked, stream names and revision offsets. */
export async function historyOf(ledger: Ledger, run: string): Promise<History> {
  const events: string[] = []
  const seams: number[] = []
  const placeOf = (revision: number) => revision - seams.filter((seam) => seam < revision).length
  for await (const read of ledger.read(`run-${run}`)) {
    const { batch, firstRevision } = valueOf(read)
    if (batch.kind !== 'sparse') throw new Error('run streams are sparse')
    for (const [index, { type, timeMicros, tick, data }] of batch.events.entries()) {
      if (type === 'RunForked') seams.push(firstRevision + index)
      if (type === 'RunForked' || type === 'ForkClosed') continue
      const order = 'order' in data && data.order !== null ? { order: placeOf(data.order) } : {}
      events.push(JSON.stringify({ type, timeMicros, tick, data: { ...data, ...order } }))
    }
  }
  const columns = [1, 2, 3, 4, 5].map(() => createHash('sha256'))
  let checks = 0
  for await (const read of ledger.read(`checks-${run}`)) {
    const { batch } = valueOf(read)
    if (batch.kind !== 'dense') throw new Error('checks are dense')
    checks += batch.count
    for (const [index, hash] of columns.entries())
      hash.update(Float64Array.from(batch.columns[index]!.subarray(0, batch.count)))
  }
  return { events, checks, checked: columns.map((hash) => hash.digest('hex')).join(' ') }
}

/** The ends of all streams that a ledger stores, by name. */
export async function headsIn(ledger: Ledger): Promise<Readonly<Record<string, StreamHead>>> {
  const names = await valueFrom(ledger.streams())
  const heads: [string, StreamHead][] = []
  for (const name of names) {
    const head = await valueFrom(ledger.head(name))
    if (head !== undefined) heads.push([name, head])
  }
  return Object.fromEntries(heads)
}
