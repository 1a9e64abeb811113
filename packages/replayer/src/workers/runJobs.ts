import { availableParallelism } from 'node:os'
import { type Thread, sameThread, startThread } from './thread'
import type { Work } from './work'

export interface JobDone<Result> {
  /** Of the job among all of them. */
  readonly index: number
  readonly result: Result
}

export interface JobOptions {
  /** At most; with one the work is done in the calling thread. The default is one a core. */
  readonly threads?: number
  /** Once it is aborted all threads are ended and its reason is thrown. */
  readonly stop?: AbortSignal
}

/**
 * Does jobs on all cores; their results come as they are ready, in any order. The first Failure that
 * a job throws ends all of them and is thrown here, and so is any other error. Leaving early ends
 * the threads.
 */
export async function* runJobs<Shared, Job, Result>(
  work: Work<Shared, Job, Result>,
  shared: Shared,
  jobs: readonly Job[],
  { threads: most = availableParallelism(), stop }: JobOptions = {},
): AsyncGenerator<JobDone<Result>> {
  stop?.throwIfAborted()
  const count = Math.min(most, jobs.length)
  const stopped = whenStopped(stop)
  const threads: Thread<Job, Result>[] =
    count === 1
      ? [sameThread(work, shared)]
      : Array.from({ length: count }, () => startThread(work, shared))
  const asked = new Map<Thread<Job, Result>, Promise<Ready<Job, Result>>>()
  const queue = jobs.entries()
  const ask = (thread: Thread<Job, Result>) => {
    const next = queue.next()
    if (next.done === true) return
    const [index, job] = next.value
    const ready = thread.ask(job).then((result) => ({ thread, index, result }))
    // What is still under way when the work ends early is of no interest.
    ready.catch(() => undefined)
    asked.set(thread, ready)
  }
  try {
    threads.forEach(ask)
    while (asked.size > 0) {
      const { thread, index, result } = await Promise.race([stopped.promise, ...asked.values()])
      asked.delete(thread)
      ask(thread)
      yield { index, result }
    }
  } finally {
    stopped.forget()
    await Promise.all(threads.map((thread) => thread.end()))
  }
}

interface Ready<Job, Result> extends JobDone<Result> {
  readonly thread: Thread<Job, Result>
}

/** Rejects with the reason once the signal is aborted. */
function whenStopped(stop: AbortSignal | undefined): {
  readonly promise: Promise<never>
  readonly forget: () => void
} {
  const forgetting = new AbortController()
  const { signal } = forgetting
  const promise = new Promise<never>((_, reject) => {
    const abort = () => reject(stop?.reason instanceof Error ? stop.reason : new Error('stopped'))
    stop?.addEventListener('abort', abort, { signal })
  })
  promise.catch(() => undefined)
  return { promise, forget: () => forgetting.abort() }
}
