import { availableParallelism } from 'node:os'
import { type Thread, sameThread, startThread } from './thread'
import type { Work } from './work'

export interface JobDone<Result> {
  /** Of the job among all of them. */
  readonly index: number
  readonly result: Result
}

export interface JobOptions {
  /** At most, the calling thread among them. The default is one a core. */
  readonly threads?: number
  /** Once it is aborted all threads are ended and its reason is thrown. */
  readonly stop?: AbortSignal
}

/** Jobs that a thread has before it: a next one, so that it never waits for this one to let go. */
const AHEAD = 2

/**
 * Does jobs on all cores; their results come as they are ready, in any order. The calling thread does
 * its share: another takes about 0.25 s to begin. The first Failure that a job throws ends all of them
 * and is thrown here, and so is any other error. Leaving early ends the threads.
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
  const threads = Array.from({ length: Math.max(0, count - 1) }, () => startThread(work, shared))
  const own = sameThread(work, shared)
  const asked = new Set<Promise<Ready<Job, Result>>>()
  const queue = jobs.entries()
  const ask = (thread: Thread<Job, Result>) => {
    const next = queue.next()
    if (next.done === true) return
    const [index, job] = next.value
    const ready: Promise<Ready<Job, Result>> = thread
      .ask(job)
      .then((result) => ({ thread, index, result, ready }))
    // What is still under way when the work ends early is of no interest.
    ready.catch(() => undefined)
    asked.add(ready)
  }
  try {
    threads.forEach(ask)
    if (count > 0) ask(own)
    for (let ahead = 1; ahead < AHEAD; ahead += 1) threads.forEach(ask)
    while (asked.size > 0) {
      const { thread, index, result, ready } = await Promise.race([stopped.promise, ...asked])
      asked.delete(ready)
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
  readonly ready: Promise<Ready<Job, Result>>
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
