import { join } from 'node:path'
import { Failure } from '../failure'
import { type JobOptions, runJobs, startPool } from './runJobs'
import type { Work } from './work'

type Job = number | 'refused' | 'broken' | 'exit' | 'endless' | 'thread' | 'meets 1' | 'meets 0'
interface Squared {
  readonly job: number
  readonly square: number
  readonly isMainThread: boolean
}
type Shared = { readonly numbers: Float64Array }

const file = join(__dirname, '..', '..', '..', '..', 'test', 'workers', 'squares.cjs')
const { prepare } = jest.requireActual<Pick<Work<Shared, Job, Squared>, 'prepare'>>(file)
const squares: Work<Shared, Job, Squared> = { worker: file, prepare }

const COUNT = 40
const jobs = Array.from({ length: COUNT }, (_, job) => job)

function sharedNumbers(): Shared {
  const buffer = new SharedArrayBuffer(COUNT * Float64Array.BYTES_PER_ELEMENT)
  const numbers = new Float64Array(buffer)
  for (const [job] of numbers.entries()) numbers[job] = job
  return { numbers }
}

async function squaresOf(given: readonly Job[], options: JobOptions): Promise<readonly Squared[]> {
  const results: Squared[] = []
  for await (const { index, result } of runJobs(squares, sharedNumbers(), given, options))
    results[index] = result
  return results
}

describe('runJobs', () => {
  it.each([1, 2, 3])('does every job once, in %i threads', async (threads) => {
    const results = await squaresOf(jobs, { threads })
    expect(results.map(({ job, square }) => [job, square])).toEqual(
      jobs.map((job) => [job, job ** 2]),
    )
    if (threads === 1) expect(results.every(({ isMainThread }) => isMainThread)).toBe(true)
  })

  it('does jobs in the calling thread and in another at the same time', async () => {
    const results = await squaresOf(['meets 1', 'meets 0'], { threads: 2 })
    expect(results.map(({ isMainThread }) => isMainThread)).toEqual([false, true])
  })

  it('is done at once without jobs', async () => {
    expect(await squaresOf([], {})).toEqual([])
  })

  it('shares columns with its threads without a copy', async () => {
    const buffer = new SharedArrayBuffer(COUNT * 8)
    const numbers = new Float64Array(buffer).fill(3)
    for await (const _ of runJobs(squares, { numbers }, jobs, { threads: 2 }));
    expect([...numbers]).toEqual(jobs.map(() => 9))
  })

  it('throws the Failure of a job as one', async () => {
    const failing = squaresOf(['refused', 1, 2, 3], { threads: 2 })
    await expect(failing).rejects.toBeInstanceOf(Failure)
    await expect(failing).rejects.toMatchObject({
      problem: { kind: 'input', message: 'seven is refused' },
    })
  })

  it.each<[Job, string]>([
    ['refused', 'seven is refused'],
    ['broken', 'no such number'],
  ])('throws what a job throws, %s, also in the calling thread', async (job, message) => {
    for (const threads of [1, 2])
      await expect(squaresOf([1, job, 2], { threads })).rejects.toThrow(message)
  })

  it('notices a thread that ended by itself', async () => {
    await expect(squaresOf(['exit', 1, 2], { threads: 2 })).rejects.toThrow('ended with 7')
  })

  it('ends threads in the middle of a job when it is stopped', async () => {
    const controller = new AbortController()
    const endless = squaresOf(['endless', 1], { threads: 2, stop: controller.signal })
    controller.abort(new Error('Ctrl-C'))
    await expect(endless).rejects.toThrow('Ctrl-C')
  })

  it('ends threads when nobody listens any more', async () => {
    for await (const { result } of runJobs(squares, sharedNumbers(), ['endless', 5], {
      threads: 2,
    })) {
      expect(result.square).toBe(25)
      break
    }
  })

  it('begins nothing once it is stopped', async () => {
    const stop = AbortSignal.abort(new Error('Ctrl-C'))
    await expect(squaresOf(jobs, { stop })).rejects.toThrow('Ctrl-C')
  })
})

describe('a pool', () => {
  const pool = startPool(squares, sharedNumbers(), { threads: 2 })
  const resultsOf = async (given: readonly Job[]) => {
    const results: Squared[] = []
    for await (const { index, result } of pool.results(given)) results[index] = result
    return results
  }
  afterAll(() => pool.end())

  it('does more jobs in the threads that it has', async () => {
    const [other, own] = await resultsOf(['thread', 'thread'])
    expect(await resultsOf(['thread', 'thread'])).toEqual([other, own])
    expect([other?.isMainThread, own?.isMainThread]).toEqual([false, true])
  })

  it('goes on with new threads after a failure', async () => {
    await expect(resultsOf([1, 'refused', 2])).rejects.toThrow('seven is refused')
    expect(await resultsOf([3, 4])).toMatchObject([{ square: 9 }, { square: 16 }])
  })
})
