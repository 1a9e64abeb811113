import { createHash } from 'node:crypto'
import {
  type EventBatch,
  type Ledger,
  batchLength,
  checksStream,
  denseWidth,
  runStream,
  wireEvent,
} from '@gridledger/domain'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { firstOf, ledgerOf, streamsOf } from '../../../../test/support/streams'
import { run } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { seasonDigest } from './digest'
import { runSeason } from './runSeason'

const sha256 = (...parts: readonly (string | Uint8Array)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** The canonical bytes of a batch, as the design says them. */
function canonical(batch: EventBatch): Buffer {
  if (batch.kind === 'sparse') {
    return Buffer.from(batch.events.map((event) => JSON.stringify(wireEvent(event))).join(''))
  }
  const width = denseWidth(batch.type)
  const bytes = Buffer.alloc(batch.count * width * 8)
  for (const [field, column] of batch.columns.entries()) {
    for (let row = 0; row < batch.count; row += 1) {
      bytes.writeBigInt64LE(BigInt(column[row]!), (row * width + field) * 8)
    }
  }
  return bytes
}

/** h of a stream's last link: links of 4096 revisions, the last one may be short. */
function chainOf(stream: string, batch: EventBatch): string {
  const upTo = (count: number) => canonical(firstOf(batch, count))
  const length = batchLength(batch)
  let link = sha256(stream)
  for (let from = 0; from < length; from += 4096) {
    const start = upTo(from).length
    link = sha256(link, upTo(Math.min(length, from + 4096)).subarray(start))
  }
  return link.toString('hex')
}

/** The digest over the lines of these streams in this order, and how many events they have. */
async function byHand(ledger: Ledger, streams: readonly string[]) {
  const contents = await streamsOf(ledger)
  const lines = streams.map((stream) => {
    const batch = contents.get(stream)!
    return `${stream} ${batchLength(batch)} ${chainOf(stream, batch)}\n`
  })
  const events = streams.reduce((sum, stream) => sum + batchLength(contents.get(stream)!), 0)
  return { digest: sha256(lines.join('')).toString('hex'), events }
}

const folder = suiteFolder()
const SEASON = busySeason(folder)
// In another order than that of their names.
const PAIR = [CONTESTANTS[2]!, CONTESTANTS[0]!]

async function recorded(season: typeof SEASON): Promise<Ledger> {
  const ledger = memoryLedger()
  const { batches } = await runSeason(ledger, await prepared(folder, season))
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  return ledger
}

describe('seasonDigest', () => {
  it('is over the lines of tape, ticks, marks, season and runs in order of entry', async () => {
    const season = { ...SEASON, contestants: PAIR }
    const ledger = await recorded(season)
    const tape = (await prepared(folder, season)).tape.name
    const runs = PAIR.map(({ name }) => `${BUSY}.${name}`)
    expect(runs).toEqual(['busy.liquidated', 'busy.amended'])
    const streams = [
      `tape-${tape}`,
      `ticks-${tape}`,
      `marks-${tape}`,
      `season-${BUSY}`,
      ...runs.flatMap((name) => [runStream(name), checksStream(name)]),
    ]
    expect([...(await run(ledger.streams()))].sort()).toEqual([...streams].sort())
    const expected = await byHand(ledger, streams)
    expect(await seasonDigest(ledger, BUSY)).toEqual(expected)
    // Batches leave no trace in it, and neither does another season beside it.
    const copied = await ledgerOf(await streamsOf(ledger))
    const opened = (await streamsOf(ledger)).get(`tape-${tape}`)!
    await run(copied.append('tape-another', -1, opened))
    expect(await seasonDigest(copied, BUSY)).toEqual(expected)
    const [one, two] = [expected, await byHand(ledger, [...streams].sort())]
    expect(one.digest).not.toBe(two.digest)
  })

  it('leaves out streams without events', async () => {
    const { mark: _, markInterval: __, ...unmarked } = SEASON.tape
    // A neutral grid whose orders nothing reaches holds no position, so that nothing is checked.
    const [first] = CONTESTANTS
    const { amendments: ___, ...idle } = first!
    const far = { ...idle, name: 'idle', lowerPrice: '80000', upperPrice: '150000', gridCount: 2 }
    const ledger = await recorded({ ...SEASON, tape: unmarked, contestants: [far] })
    const tape = (await prepared(folder, { ...SEASON, tape: unmarked })).tape.name
    const streams = [`tape-${tape}`, `ticks-${tape}`, `season-${BUSY}`, `run-${BUSY}.idle`]
    expect([...(await run(ledger.streams()))].sort()).toEqual([...streams].sort())
    expect(await seasonDigest(ledger, BUSY)).toEqual(await byHand(ledger, streams))
  })

  it('throws for a season that is not there', async () => {
    await expect(seasonDigest(memoryLedger(), 'nothing')).rejects.toThrow('nothing: no such season')
  })
})
