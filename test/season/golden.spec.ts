import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { from, lastValueFrom } from 'rxjs'
import { leaderboard } from '@gridledger/projections'
import { embeddedLedger, memoryLedger, readSeason, seasonDigest } from '@gridledger/replayer'
import { inFolder, play, prepared, right, seasonOne } from './shared'

/** Season 1 on the tape that ships. A change of the rules changes it, and nothing else may. */
const GOLDEN = {
  digest: 'b8106ed09dcbde1bd701518388e5d9f56d80218a3ba1fc7bd563992d38d6577e',
  events: 413_530,
}
const SEASON = 'okx-aicoin-2025'
const ROOT = join(__dirname, '..', '..')

describe('season 1 on the embedded tape', () => {
  it('gives the same digest in a file, and the same leaderboard when it is read back', async () => {
    await inFolder(async (folder) => {
      const ledger = right(embeddedLedger(join(folder, 'season.db')))
      const first = await play(ledger, await prepared(seasonOne()))
      expect(first.outcome).toBe('recorded')
      expect(await seasonDigest(ledger, SEASON)).toEqual(GOLDEN)
      const read = await lastValueFrom(from(readSeason(ledger, SEASON)).pipe(leaderboard()))
      expect(read).toEqual(first.board)
      ledger.close()
    })
  })

  it('gives the golden digest in memory, and is left untouched by a second run', async () => {
    const ledger = memoryLedger()
    const first = await play(ledger, await prepared(seasonOne()))
    expect(await seasonDigest(ledger, SEASON)).toEqual(GOLDEN)
    const second = await play(ledger, await prepared(seasonOne()))
    expect(second.outcome).toBe('unchanged')
    expect(second.board).toEqual(first.board)
    expect(await seasonDigest(ledger, SEASON)).toEqual(GOLDEN)
  })

  // Jest itself runs on the pinned Node; the others come as packages of test/runtimes.
  it.each(['22', '24', '26'])('gives the same digest under Node %s', (major) => {
    const runtimes = join(ROOT, 'test', 'runtimes', 'node_modules')
    const node = major === '24' ? process.execPath : join(runtimes, `node-${major}`, 'bin', 'node')
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' })).toMatch(`v${major}.`)
    const program = join(ROOT, 'packages', 'replayer', 'bin', 'gridledger.js')
    const args = [program, 'run', SEASON, '--ledger', 'memory:', '--json']
    const { digest, events } = JSON.parse(execFileSync(node, args, { encoding: 'utf8' }))
    expect({ digest, events }).toEqual(GOLDEN)
  })
})
