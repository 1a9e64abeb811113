import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { Worker, isMainThread } from 'node:worker_threads'
import * as E from 'fp-ts/Either'
import { encodePage } from '../ledger/pages'
import {
  HASH,
  NONE,
  PACK,
  type RowJob,
  type RowQueue,
  SLOTS,
  SLOT_BYTES,
  begin,
  end,
  ended,
  hashesOf,
  isBegun,
  isFree,
  isServed,
  jobOf,
  post,
  rowMemory,
  rowQueue,
  slotOf,
} from './rowQueue'

/** What may still be in the making. */
export interface Later<Value> {
  /** The value: makes it, or waits for it, where it is not there yet. */
  readonly take: () => Value
  /** The second thread's job that makes it; null once it is there. */
  readonly job: () => number | null
}

export const known = <Value>(value: Value): Later<Value> => ({
  take: () => value,
  job: () => null,
})

/** Rows of columns: from one to before another. */
export interface Rows {
  readonly columns: readonly Float64Array[]
  readonly from: number
  readonly to: number
}

/** The hash of rows and the link before them; `make` makes it in this thread, at once where it is alone. */
export function hashLater(previous: Later<Buffer>, rows: Rows, make: () => Buffer): Later<Buffer> {
  const before = previous.job()
  const kind: Kind<Buffer> = {
    told: jobOn(rows, HASH, before ?? NONE),
    put: (queue, job) => {
      if (before === null) hashesOf(queue, job).given.set(previous.take())
      fill(slotOf(queue, job).numbers, rows)
    },
    get: (queue, job) => Buffer.from(hashesOf(queue, job).result),
    keep: (queue, job, hash) => hashesOf(queue, job).result.set(hash),
  }
  return later(make, kind) ?? known(make())
}

/** The page of rows, as `encodePage` makes it; to be taken once. */
export function packLater(rows: Rows): Later<Buffer> {
  const make = () => encodePage(rows.columns, rows.from, rows.to)
  const kind: Kind<Buffer> = {
    told: jobOn(rows, PACK),
    put: (queue, job) => fill(slotOf(queue, job).numbers, rows),
    get: (queue, job) => {
      const { length } = jobOf(queue, job)
      return Buffer.from(slotOf(queue, job).bytes.subarray(0, length))
    },
  }
  return later(make, kind) ?? { take: make, job: () => null }
}

const jobOn = ({ columns, from, to }: Rows, work: number, before = NONE): RowJob => ({
  work,
  columns: columns.length,
  rows: to - from,
  length: 0,
  before,
})

function fill(numbers: Float64Array, { columns, from, to }: Rows): void {
  for (const [index, column] of columns.entries())
    numbers.set(column.subarray(from, to), index * (to - from))
}

/** A kind of job: what the second thread is told, what lies in its memory before and after it. */
interface Kind<Value> {
  readonly told: RowJob
  readonly put: (queue: RowQueue, job: number) => void
  readonly get: (queue: RowQueue, job: number) => Value
  /** For a later job that needs what this thread has made. */
  readonly keep?: (queue: RowQueue, job: number, value: Value) => void
}

interface SecondThread {
  readonly queue: RowQueue
  /** By slot, what settles the last job in it. */
  readonly settle: (() => unknown)[]
  posted: number
}

let second: SecondThread | null = null
let isAlone = !isMainThread || availableParallelism() < 2
let bytesSoFar = 0

/** Less than this is done before a thread has started. */
const WORTH_A_THREAD = 16 * 1024 * 1024

function threadFor({ columns, rows }: RowJob): SecondThread | null {
  const bytes = columns * rows * 8
  if (isAlone || bytes > SLOT_BYTES) return null
  if (second === null) {
    bytesSoFar += bytes
    if (bytesSoFar < WORTH_A_THREAD) return null
    second = startSecond()
  }
  return isServed(second.queue) ? second : null
}

/** It ends with the process. Also a test, which runs from source, has it run what was compiled. */
function startSecond(): SecondThread {
  const memory = rowMemory()
  const queue = rowQueue(memory)
  const file = resolve(__dirname, '..', '..', 'dist', 'workers', 'rowWorker.js')
  const worker = new Worker(file, {
    workerData: memory,
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  })
  worker.unref()
  worker.on('error', (error) => {
    if (isServed(queue)) throw error
    // The system had no room for it.
    isAlone = true
  })
  return { queue, settle: [], posted: 0 }
}

/** Has the second thread do something; null where there is none. */
function later<Value>(make: () => Value, kind: Kind<Value>): Later<Value> | null {
  const thread = threadFor(kind.told)
  if (thread === null) return null
  const { queue, settle } = thread
  const job = thread.posted
  settle[job % SLOTS]?.()
  kind.put(queue, job)
  post(queue, job, kind.told)
  thread.posted += 1
  const settled = settledOnce(thread, job, { make, kind })
  settle[job % SLOTS] = settled.take
  return { take: () => valueOf(settled.take()), job: settled.job }
}

/** What a job needs until it is settled: its rows, and the link before, which had others before it. */
interface Open<Value> {
  readonly make: () => Value
  readonly kind: Kind<Value>
}

/** A function of its own: whatever else its closures could see would be held as long as they are. */
function settledOnce<Value>(
  thread: SecondThread,
  job: number,
  needed: Open<Value>,
): Later<E.Either<Error, Value> | undefined> {
  let open: Open<Value> | null = needed
  let outcome: E.Either<Error, Value> | undefined
  return {
    take: () => {
      const { make, kind } = open ?? {}
      if (make && kind) outcome = E.tryCatch(() => made(thread, job, make, kind), E.toError)
      open = null
      return outcome
    },
    job: () => (open === null ? null : job),
  }
}

function valueOf<Value>(outcome: E.Either<Error, Value> | undefined): Value {
  if (outcome === undefined) throw new Error('a job that needs its own outcome')
  if (E.isLeft(outcome)) throw outcome.left
  return outcome.right
}

/** Does a job here where it has not begun; else takes what the second thread makes of it. */
function made<Value>(
  { queue, settle, posted }: SecondThread,
  job: number,
  make: () => Value,
  { get, keep }: Kind<Value>,
): Value {
  if (!begin(queue, job)) {
    for (let other = posted - 1; other > job && isBegun(queue, job); other -= 1)
      if (isFree(queue, other)) settle[other % SLOTS]?.()
    // What it could not do is done here, for the error or for a page that is longer than its rows.
    return ended(queue, job) ? get(queue, job) : make()
  }
  let isDone = false
  try {
    const value = make()
    keep?.(queue, job, value)
    isDone = true
    return value
  } finally {
    end(queue, job, isDone)
  }
}
