import type { Problem } from '../failure'

/**
 * Work on many jobs: each thread prepares it once from what the jobs share. Shared, jobs and results
 * cross between threads as structured clones: plain data, columns over a SharedArrayBuffer without
 * a copy, and neither functions nor decimals.
 */
export interface Work<Shared, Job, Result> {
  /** The compiled file that serves this work in a thread: its path below the package's dist. */
  readonly worker: string
  readonly prepare: (shared: Shared) => (job: Job) => Result | Promise<Result>
}

/** What a thread is sent: first what the jobs share, then one job after the other. */
export type Order<Shared, Job> = { readonly shared: Shared } | { readonly job: Job }

/** What a thread answers to each job. */
export type Answer<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** It threw a Failure. */
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** It threw anything else: an invariant is broken. */
  | { readonly kind: 'broken'; readonly error: Error }
