import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PreparedSeason } from '../../packages/replayer/src/season/prepareSeason'
import { FIGURES, figureNamed } from '../../packages/replayer/src/sweep/figures'
import { parseVary } from '../../packages/replayer/src/sweep/parseVary'
import {
  bestOf,
  noValues,
  rankOf,
  runSweep,
  sweepPool,
} from '../../packages/replayer/src/sweep/runSweep'
import { openSweepFile } from '../../packages/replayer/src/sweep/sweepFile'
import { sweptSeason } from '../../packages/replayer/src/sweep/sweptSeason'
import { busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { right } from '../support/tapes'

const folder = suiteFolder()
const by = right(figureNamed('maxDrawdownTickPct'))
const figures = FIGURES.map(({ name }) => name)
const RECORDED = { lowerPrice: '108000', upperPrice: '113000', candlePath: 'nearest' }
const VARY = ['gridCount=10..40/5', 'width=3000..9000/1500', 'leverage=3,30']

let season: PreparedSeason
beforeAll(async () => {
  season = await prepared(folder, busySeason(folder))
})

/** Sweeps into a file with so many threads, and stops after so many rows. */
async function sweep(file: string, threads: number, most = Infinity) {
  const axes = right(parseVary(VARY, RECORDED))
  const of = await sweptSeason(season, 'kept', axes)
  const taken = noValues(of)
  const path = join(folder.path, file)
  const opened = await openSweepFile(path, of, figures, by, ['40', '5000', '5'], taken)
  const stop = new AbortController()
  let written = 0
  const pool = sweepPool(of, { threads, stop: stop.signal })
  const request = { season: of, by, figures, pool }
  try {
    await runSweep(request, taken, opened.done, (rows) => {
      opened.append(rows)
      written += rows.length
      if (written >= most) stop.abort(new Error('enough'))
    })
  } catch (error) {
    expect(error).toMatchObject({ message: 'enough' })
  } finally {
    await pool.end()
    opened.close()
  }
  return { taken, done: opened.done, text: readFileSync(path, 'utf8') }
}

describe('a sweep', () => {
  it('is the same whatever the number of threads', async () => {
    const [one, two, three] = [
      await sweep('one.csv', 1),
      await sweep('two.csv', 2),
      await sweep('three.csv', 3),
    ]
    expect(one.text.split('\n')).toHaveLength(7 * 5 * 2 + 3)
    expect(two.text).toBe(one.text)
    expect(three.text).toBe(one.text)
    expect([...two.taken.values]).toEqual([...one.taken.values])
    expect(two.taken.refused).toEqual(one.taken.refused)
    expect(one.taken.refused.size).toBeGreaterThan(0)
  })

  it('goes on from its file to the same bytes and the same ranking', async () => {
    const whole = await sweep('whole.csv', 1)
    const cut = await sweep('cut.csv', 1, 12)
    expect(cut.text.length).toBeLessThan(whole.text.length)
    const resumed = await sweep('cut.csv', 2)
    expect(resumed.done).toBeGreaterThan(11)
    expect(resumed.text).toBe(whole.text)
    expect([...resumed.taken.values]).toEqual([...whole.taken.values])
    expect(resumed.taken.refused).toEqual(whole.taken.refused)
    const again = await sweep('cut.csv', 2)
    expect(again.done).toBe(7 * 5 * 2 + 1)
    expect(bestOf(again.taken, 5)).toEqual(bestOf(whole.taken, 5))
  })

  it('ranks the lowest first where lower is better, the recorded run among them', async () => {
    const { taken, text } = await sweep('whole.csv', 1)
    const [titles = '', ...lines] = text.trim().split('\n')
    const place = titles.split(',').indexOf('maxDrawdownTickPct')
    const falls = lines.map((line) => line.split(',')[place] ?? '')
    const [best = 0, second = 0] = bestOf(taken, 2)
    const started = falls.slice(1).filter((fall) => fall !== '')
    expect(Number(falls[best])).toBe(Math.min(...started.map(Number)))
    expect(Number(falls[second])).toBeGreaterThanOrEqual(Number(falls[best]))
    const better = started.filter((fall) => Number(fall) < Number(falls[0]))
    expect(rankOf(taken, 0)).toBe(better.length + 1)
  })
})
