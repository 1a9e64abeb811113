import { parentPort } from 'node:worker_threads'
import { Failure } from '../failure'
import type { Answer, Order, Work } from './work'

/** Answers jobs in this thread until it is ended: the one call of a worker's file. */
export function serveJobs<Shared, Job, Result>({ prepare }: Work<Shared, Job, Result>): void {
  const port = parentPort
  if (port === null) throw new Error('expected a worker thread, found the main one')
  let work: ReturnType<typeof prepare> | undefined
  const answer = async (order: Order<Shared, Job>): Promise<Answer<Result> | undefined> => {
    try {
      if ('shared' in order) {
        work = prepare(order.shared)
        return undefined
      }
      if (work === undefined) throw new Error('a job before what it shares with the others')
      return { kind: 'done', result: await work(order.job) }
    } catch (error) {
      if (error instanceof Failure) return { kind: 'refused', problem: error.problem }
      return { kind: 'broken', error: error instanceof Error ? error : new Error(String(error)) }
    }
  }
  let before: Promise<unknown> = Promise.resolve()
  port.on('message', (order: Order<Shared, Job>) => {
    before = before.then(async () => {
      const answered = await answer(order)
      if (answered !== undefined) port.postMessage(answered)
    })
  })
}
