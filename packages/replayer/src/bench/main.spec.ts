import { join } from 'node:path'
import { BUILT, NodeFailed, runNode } from './commandRun'
import { BENCH_ROWS, PEER_ROWS } from './rows'

const bench = (...args: readonly string[]) => runNode([join(BUILT, 'main.js'), ...args])

describe('npm run bench', () => {
  it('prints the rows that are named, in the order of the table, as a list', () => {
    const rows: unknown = JSON.parse(bench('--quick', '--json', 'record', 'simulate').stdout)
    const row = (name: string, bytesPerEvent: unknown) => {
      const [perSecond, baseline, ratio, peakMemoryMb] = Array(4).fill(expect.any(Number))
      return { name, perSecond, baseline, ratio, bytesPerEvent, peakMemoryMb }
    }
    expect(rows).toEqual([row('simulate', null), row('record', expect.any(Number))])
  })

  it('refuses a row that it does not know, with the list of those that it does', () => {
    let failed: unknown
    try {
      bench('simulate', 'nothing')
    } catch (error) {
      failed = error
    }
    if (!(failed instanceof NodeFailed)) throw new Error('expected a failure')
    expect(failed.status).toBe(2)
    const names = [...BENCH_ROWS, ...PEER_ROWS].map(({ name }) => name)
    expect(failed.stderr).toContain(`expected ${names.join(', ')}`)
    expect(failed.stderr).toContain('found nothing')
  })

  it('says how it is used', () => {
    const { stdout } = bench('--help')
    expect(stdout).toMatch(/^npm run bench/)
    for (const { name } of [...BENCH_ROWS, ...PEER_ROWS]) expect(stdout).toContain(name)
  })
})
