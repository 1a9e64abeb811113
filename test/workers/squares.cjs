'use strict'
// Work for the tests of threads: squares of a shared column, and every way in which a job may end.
const { isMainThread, threadId } = require('node:worker_threads')
const { setTimeout: delay } = require('node:timers/promises')
const dist = '../../packages/replayer/dist'
const { Failure } = require(`${dist}/failure.js`)

exports.prepare =
  ({ numbers }) =>
  async (job) => {
    if (job === 'refused') throw new Failure({ kind: 'input', message: 'seven is refused' })
    if (job === 'broken') throw new RangeError('no such number')
    if (job === 'exit') process.exit(7)
    if (job === 'endless') for (;;);
    if (job === 'thread') return { job, square: threadId, isMainThread }
    if (typeof job === 'string') {
      // Two jobs, each of which waits for the other one.
      const other = Number(job.at(-1))
      numbers[10 + 1 - other] = -1
      while (numbers[10 + other] !== -1) await delay(1)
      return { job, square: 0, isMainThread }
    }
    numbers[job] = numbers[job] ** 2
    return { job, square: numbers[job], isMainThread }
  }

if (!isMainThread) require(`${dist}/workers/serveJobs.js`).serveJobs(exports)
