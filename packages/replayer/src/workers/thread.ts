import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Failure } from '../failure'
import type { Answer, Order, Work } from './work'

/** Does one job after the other, in the order in which they are asked for. */
export interface Thread<Job, Result> {
  readonly ask: (job: Job) => Promise<Result>
  readonly end: () => Promise<unknown>
}

/** The calling thread as one: between two jobs it lets go, so that signals and the screen get a turn. */
export function sameThread<Shared, Job, Result>(
  { prepare }: Work<Shared, Job, Result>,
  shared: Shared,
): Thread<Job, Result> {
  const work = prepare(shared)
  return {
    ask: async (job) => {
      await setImmediate()
      return work(job)
    },
    end: () => Promise.resolve(),
  }
}

/** Who asked, and has no answer yet. */
interface Waiting<Result> {
  readonly resolve: (result: Result) => void
  readonly reject: (error: Error) => void
}

/**
 * A thread of its own. Also where this runs from its source, a test, the thread runs what was
 * compiled: Node cannot load the source.
 */
export function startThread<Shared, Job, Result>(
  { worker: file }: Work<Shared, Job, Result>,
  shared: Shared,
): Thread<Job, Result> {
  const worker = new Worker(resolve(__dirname, '..', '..', 'dist', file))
  const send = (order: Order<Shared, Job>) => worker.postMessage(order)
  const waiting: Waiting<Result>[] = []
  let ended: Error | undefined
  const fail = (error: Error) => {
    ended ??= error
    for (const { reject } of waiting.splice(0)) reject(ended)
  }
  worker.on('message', (answer: Answer<Result>) => {
    if (answer.kind === 'done') waiting.shift()?.resolve(answer.result)
    else if (answer.kind === 'refused') fail(new Failure(answer.problem))
    else fail(answer.error)
  })
  worker.on('error', (error: NodeJS.ErrnoException) => fail(outsideOr(error)))
  worker.on('exit', (code) =>
    fail(new Error(`${file} ended with ${code} before its work was done`)),
  )
  send({ shared })
  return {
    ask: (job) =>
      new Promise((answered, reject) => {
        if (ended !== undefined) {
          reject(ended)
          return
        }
        waiting.push({ resolve: answered, reject })
        send({ job })
      }),
    end: () => worker.terminate(),
  }
}

/** A thread that the system gave no room is a failure of the outside; all else is ours. */
function outsideOr(error: NodeJS.ErrnoException): Error {
  const isOutside =
    error.code === 'ERR_WORKER_OUT_OF_MEMORY' || error.code === 'ERR_WORKER_INIT_FAILED'
  if (!isOutside) return error
  return new Failure({ kind: 'outside', message: `a thread failed: ${error.message}` })
}
