import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(__dirname, '..', '..')
const node = (...args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })

describe('the entry for tests of views, as it is built', () => {
  it('runs the tests of the page under node:test', () => {
    const { stdout, status } = node('--test', join('test', 'docs', 'fills-per-line.test.mts'))
    expect(stdout).toMatch(/# (pass|tests) 6|ℹ pass 6/)
    expect(status).toBe(0)
  })

  it('is loaded by require as well', () => {
    const program = `
      const { gridProfit } = require('@gridledger/projections')
      const { simulatedSeason, usdt, viewOf } = require('@gridledger/projections/testing')
      const season = simulatedSeason({ ticks: [115, 110, 120, 115], bots: { bot: { makerFee: 0 } } })
      console.log(viewOf(gridProfit, season).gridProfit === usdt(10))`
    expect(node('--input-type=commonjs', '-e', program)).toMatchObject({
      stdout: 'true\n',
      stderr: '',
    })
  })
})
