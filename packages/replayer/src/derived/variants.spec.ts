import { of, lastValueFrom } from 'rxjs'
import { leaderboard } from '@gridledger/projections'
import { busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { right } from '../../../../test/support/tapes'
import type { PreparedSeason } from '../season/prepareSeason'
import { simulateSeason } from '../season/simulateSeason'
import { runJobs } from '../workers/runJobs'
import { parseTapeMethod } from './tapeMethod'
import { type Variant, type VariantResult, sharedSeason, variants } from './variants'

const folder = suiteFolder()
let busy: PreparedSeason
beforeAll(async () => {
  busy = await prepared(folder, busySeason(folder))
})

const variant = (method: string | null, fillRule: Variant['fillRule'] = null): Variant => ({
  method: method === null ? null : right(parseTapeMethod(method)),
  fillRule,
})

async function resultsOf(jobs: readonly Variant[], threads: number) {
  const results: VariantResult[] = []
  for await (const { index, result } of runJobs(variants, await sharedSeason(busy), jobs, {
    threads,
  }))
    results[index] = result
  return results
}

describe('variants', () => {
  it('as recorded has the figures of the leaderboard', async () => {
    const [result] = await resultsOf([variant(null)], 1)
    const board = await lastValueFrom(of(await simulateSeason(busy)).pipe(leaderboard()))
    expect(result).toEqual({ runs: board.rows.map(({ report }) => report), refused: [] })
  })

  it('are the same in threads, where their order says nothing', async () => {
    const jobs = [
      variant('bridge-1'),
      variant('bootstrap-2'),
      variant('shock-minus-30-at-20251024t000000z'),
      variant('volatility-150', 'cross'),
      variant('seeded-3'),
    ]
    const here = await resultsOf(jobs, 1)
    expect(await resultsOf(jobs, 2)).toEqual(here)
    expect(new Set(here.map((result) => JSON.stringify(result))).size).toBe(jobs.length)
  })

  it('throws where there is no such tape', async () => {
    await expect(resultsOf([variant('shock-minus-30-at-20301024t000000z')], 1)).rejects.toThrow(
      'shock-minus-30-at-20301024t000000z: expected a moment before the end',
    )
  })

  it('tells who does not start, and runs the others', async () => {
    const [result] = await resultsOf([variant('shock-minus-30-at-20251023t182900z')], 1)
    expect(result?.runs).toEqual([])
    expect(result?.refused.map(({ contestant }) => contestant)).toEqual([
      'amended',
      'stopped',
      'liquidated',
      'kept',
    ])
    expect(result?.refused[0]?.refusal.reason).toBe('start-outside-range')
  })
})
