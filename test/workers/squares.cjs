'use strict'
// Work for the tests of threads: squares of a shared column, and every way in which a job may end.
const { isMainThread } = require('node:worker_threads')
const dist = '../../packages/replayer/dist'
const { Failure } = require(`${dist}/failure.js`)

exports.prepare =
  ({ numbers }) =>
  (job) => {
    if (job === 'refused') throw new Failure({ kind: 'input', message: 'seven is refused' })
    if (job === 'broken') throw new RangeError('no such number')
    if (job === 'exit') process.exit(7)
    if (job === 'endless') for (;;);
    numbers[job] = numbers[job] ** 2
    return { job, square: numbers[job], isMainThread }
  }

if (!isMainThread) require(`${dist}/workers/serveJobs.js`).serveJobs(exports)
