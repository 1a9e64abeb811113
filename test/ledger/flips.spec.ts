import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { batchLength, seededRandom, uniform } from '@gridledger/domain'
import { Failure } from '../../packages/replayer/src/failure'
import { embeddedLedger } from '../../packages/replayer/src/ledger/embeddedLedger'
import { runSeason } from '../../packages/replayer/src/season/runSeason'
import { seasonDigest } from '../../packages/replayer/src/season/digest'
import { verifySeason } from '../../packages/replayer/src/verify/verifySeason'
import { BUSY, busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { SEASON_1_START } from '../support/marketFiles'
import { right } from '../support/tapes'

const MINUTE = 60_000_000
const FLIPS = Number(process.env['GRIDLEDGER_FLIPS'] ?? 150)
const SEED = Number(process.env['GRIDLEDGER_SEED'] ?? 20_261_123)

const folder = suiteFolder()
const path = join(folder.path, 'flipped.db')
let whole: Buffer
let digest: string
beforeAll(async () => {
  const season = busySeason(folder)
  const short = await prepared(folder, { ...season, end: SEASON_1_START + 300 * MINUTE })
  const original = join(folder.path, 'whole.db')
  const ledger = right(embeddedLedger(original))
  const { batches } = await runSeason(ledger, short)
  for await (const { ticks } of batches) expect(batchLength(ticks.batch)).toBeGreaterThan(0)
  ;({ digest } = await seasonDigest(ledger, BUSY))
  ledger.close()
  whole = readFileSync(original)
  copyFileSync(original, path)
})

/** What a ledger with some bytes changed is answered with; throws where it is nothing to answer. */
async function answer(): Promise<'verified' | 'not verified' | 'refused'> {
  const opened = embeddedLedger(path, true)
  if (E.isLeft(opened)) {
    expect(opened.left).toHaveProperty('message', expect.stringMatching(/\w/))
    return 'refused'
  }
  try {
    const result = await verifySeason(opened.right, BUSY)
    if (result.ok) {
      // The flip lies where nothing is stored: every event is the one that was recorded.
      expect(result.digest).toBe(digest)
      return 'verified'
    }
    expect(result.differences[0]?.message).toMatch(/\w/)
    return 'not verified'
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    expect(error.message).toMatch(/\w/)
    return 'refused'
  } finally {
    opened.right.close()
  }
}

it(`${FLIPS} times some bytes of the file, flipped: never verified wrongly, never without a message`, async () => {
  const random = seededRandom(SEED, 0)
  const below = (bound: number) => Math.floor(uniform(random) * bound)
  const answers = { verified: 0, 'not verified': 0, refused: 0 }
  let longest = 0
  for (let flip = 0; flip < FLIPS; flip += 1) {
    const bytes = Buffer.from(whole)
    const places = Array.from({ length: 1 + below(3) }, () => below(bytes.length))
    const bits = places.map(() => 1 << below(8))
    for (const [index, place] of places.entries()) bytes[place]! ^= bits[index]!
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
    writeFileSync(path, bytes)
    const before = performance.now()
    try {
      answers[await answer()] += 1
    } catch (error) {
      const flipped = places.map((place, index) => `${place}^${bits[index]!}`).join(' ')
      throw new Error(`GRIDLEDGER_SEED=${SEED}, flip ${flip}: bytes ${flipped}`, { cause: error })
    }
    longest = Math.max(longest, performance.now() - before)
  }
  if (process.env['GRIDLEDGER_FLIPS'] !== undefined)
    console.log(JSON.stringify({ flips: FLIPS, answers, longestMilliseconds: Math.round(longest) }))
  expect(answers['not verified'] + answers.refused).toBeGreaterThan(FLIPS / 4)
}, 36_000_000)
