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

/** Threads that have prepared some work, ready for more jobs of it: to begin takes one about 0.25 s. */
export interface Pool<Job, Result> {
  /**
   * Does jobs on all cores, the calling thread's among them; their results come as they are ready, in
   * any order. The first Failure that a job throws ends all of them and is thrown here, and so is any
   * other error. Leaving early ends what is under way.
   */
  readonly results: (jobs: readonly Job[]) => AsyncGenerator<JobDone<Result>>
  /** Ends the threads. */
  readonly end: () => Promise<void>
}

/** A pool whose threads begin with the first jobs that they are needed for. */
export function startPool<Shared, Job, Result>(
  work: Work<Shared, Job, Result>,
  shared: Shared,
  { threads: most = availableParallelism(), stop }: JobOptions = {},
): Pool<Job, Result> {
  const own = sameThread(work, shared)
  const others: Thread<Job, Result>[] = []
  const end = async () => {
    await Promise.all(others.splice(0).map((thread) => thread.end()))
  }
  const results = async function* (jobs: readonly Job[]) {
    stop?.throwIfAborted()
    while (others.length < Math.min(most, jobs.length) - 1) others.push(startThread(work, shared))
    let isDone = false
    try {
      yield* resultsOf(own, others, jobs, stop)
      isDone = true
    } finally {
      if (!isDone) await end()
    }
  }
  return { results, end }
}

/** The results of jobs in threads that end with the last of them. */
export async function* runJobs<Shared, Job, Result>(
  work: Work<Shared, Job, Result>,
  shared: Shared,
  jobs: readonly Job[],
  options: JobOptions = {},
): AsyncGenerator<JobDone<Result>> {
  const pool = startPool(work, shared, options)
  try {
    yield* pool.results(jobs)
  } finally {
    await pool.end()
  }
}

async function* resultsOf<Job, Result>(
  own: Thread<Job, Result>,
  others: readonly Thread<Job, Result>[],
  jobs: readonly Job[],
  stop: AbortSignal | undefined,
): AsyncGenerator<JobDone<Result>> {
  const stopped = whenStopped(stop)
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
    others.forEach(ask)
    ask(own)
    for (let ahead = 1; ahead < AHEAD; ahead += 1) others.forEach(ask)
    while (asked.size > 0) {
      const { thread, index, result, ready } = await Promise.race([stopped.promise, ...asked])
      asked.delete(ready)
      ask(thread)
      yield { index, result }
    }
  } finally {
    stopped.forget()
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
