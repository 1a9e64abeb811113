import { join } from 'node:path'
import { BUILT, NodeFailed, runNode } from './commandRun'
import { BENCH_ROWS, PEER_ROWS } from './rows'

const bench = (...args: readonly string[]) => runNode([join(BUILT, 'main.js'), ...args])

/** What a command says that is wrong. */
function refusalOf(...args: readonly string[]): string {
  try {
    bench(...args)
  } catch (error) {
    if (!(error instanceof NodeFailed)) throw error
    expect(error.status).toBe(2)
    return error.stderr
  }
  throw new Error('expected a failure')
}

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
    const refusal = refusalOf('simulate', 'nothing')
    const names = [...BENCH_ROWS, ...PEER_ROWS].map(({ name }) => name)
    expect(refusal).toContain(`expected ${names.join(', ')}`)
    expect(refusal).toContain('found nothing')
  })

  it('guesses what was meant', () => {
    expect(refusalOf('simulat').trim()).toMatch(/; did you mean simulate\?$/)
    expect(refusalOf('--mardown').trim()).toMatch(/; did you mean --markdown\?$/)
  })

  it('refuses to print both a list and a table', () => {
    const expected = 'bench: expected --json or --markdown, found both'
    expect(refusalOf('--quick', '--json', '--markdown', 'simulate').trim()).toBe(expected)
  })

  it('says how it is used', () => {
    const { stdout } = bench('--help')
    expect(bench('-h').stdout).toBe(stdout)
    expect(stdout).toMatch(/^npm run bench/)
    for (const { name } of [...BENCH_ROWS, ...PEER_ROWS]) expect(stdout).toContain(name)
  })
})
