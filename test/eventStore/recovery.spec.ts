import { setTimeout as delay } from 'node:timers/promises'
import { join } from 'node:path'
import {
  eventStoreLedger,
  memoryLedger,
  prepareSeason,
  readSeasonFile,
  runSeason,
  seasonDigest,
} from '@gridledger/replayer'
import { type Ledger, canonicalText, encodeEvent } from '@gridledger/domain'
import { type Ended, gridledger } from '../cli/gridledger'
import { readBatches, valueOf } from '../ledger/asking'
import { eventsOf } from '../ledger/samples'
import { type Started, start } from '../recovery/program'
import { writeLongSeason } from '../recovery/longSeason'
import { suiteFolder } from '../support/files'
import { right } from '../support/tapes'
import type { Fault } from './server/faults'
import { type TestServer, testServer } from './testServer'

/** A multiple of 33, for the moments of its amendments. */
const MINUTES = 66
const SEASON = 'short'
/** Appends of a whole recording. */
const APPENDS = 18
const files = suiteFolder()

let digest: string
/** Every event of an undisturbed recording, by stream. */
const expected = new Map<string, string>()
beforeAll(async () => {
  writeLongSeason(files.path, SEASON, MINUTES)
  const ledger = memoryLedger()
  const prepared = await prepareSeason(right(readSeasonFile(join(files.path, `${SEASON}.json`))))
  for await (const _ of (await runSeason(ledger, right(prepared))).batches);
  digest = (await seasonDigest(ledger, SEASON)).digest
  for (const stream of valueOf(await ledger.streams()()))
    expected.set(stream, await textOf(ledger, stream))
})

/** All events of a stream in the form that is hashed, or their numbers. */
async function textOf(ledger: Ledger, stream: string): Promise<string> {
  const lines = (await readBatches(ledger, stream)).flatMap(({ batch }) =>
    batch.kind === 'sparse'
      ? batch.events.map((event) => canonicalText(encodeEvent(event)))
      : eventsOf(batch).map((row) => JSON.stringify(row)),
  )
  return lines.join('\n')
}

describe('a run on a server', () => {
  let server: TestServer
  beforeEach(async () => {
    server = await testServer()
  })
  afterEach(() => server.dispose())

  const args = (options: string) => [
    ...['run', `${SEASON}.json`, '--json'],
    ...['--ledger', `${server.address()}?tls=false${options}`],
  ]
  /** A process of its own, which can be killed; or only what the command comes to. */
  const run = (options = '') => start(files.path, args(options))
  const ran = (options = '') => gridledger(files.path, ...args(options))
  const appends = async () => (await server.counts()).calls.append
  /** Resolves when so many appends have been asked for, or the process has ended. */
  async function until(count: number, { child }: Started): Promise<void> {
    while (child.exitCode === null && (await appends()) < count) await delay(5)
  }

  /** It ended well, and the server holds each event once. */
  async function expectWhole({ code, out, err }: Ended): Promise<void> {
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({ digest })
    const ledger = valueOf(eventStoreLedger(`${server.address()}?tls=false`))
    expect(valueOf(await ledger.streams()())).toEqual([...expected.keys()])
    for (const [stream, events] of expected)
      expect([stream, (await textOf(ledger, stream)) === events]).toEqual([stream, true])
    ledger.close()
  }

  it('makes so many appends', async () => {
    await expectWhole(await ran())
    expect(await appends()).toBe(APPENDS)
  })

  it.each<[string, Pick<Fault, 'method' | 'kind' | 'milliseconds'>, readonly number[]]>([
    ['cut before it was done', { method: 'append', kind: 'cut' }, [0, 3, 7, 12, 19]],
    ['done and cut', { method: 'append', kind: 'cut-after' }, [0, 1, 2, 5, 9, 14, APPENDS - 1]],
    ['done and never answered', { method: 'append', kind: 'silent-after' }, [1, 6, 13]],
    ['answered late', { method: 'append', kind: 'late', milliseconds: 2500 }, [4, 11]],
    ['met by a server that is not ready', { method: 'append', kind: 'not-ready' }, [2, 8]],
  ])('whose append is %s goes on', async (_, fault, moments) => {
    for (const after of moments) await server.fault({ ...fault, after, times: 1 })
    await expectWhole(await ran('&defaultDeadline=1500'))
    expect(await appends()).toBeGreaterThanOrEqual(APPENDS + moments.length)
  })

  it('whose reads are cut goes on', async () => {
    for (const after of [1, 4, 9, 15])
      await server.fault({ method: 'read', kind: 'cut', after, times: 1 })
    await server.fault({ method: 'read', kind: 'cut-within', after: 20, times: 2 })
    await expectWhole(await ran())
  })

  it('goes on when the server is killed and starts again, at its first append and later', async () => {
    const late = { method: 'append', kind: 'late', milliseconds: 30 } as const
    await server.fault(late)
    const started = run()
    // A server that starts again counts from nothing.
    for (const count of [1, 8]) {
      await until(count, started)
      expect(started.child.exitCode).toBeNull()
      await server.kill()
      await delay(700)
      await server.start()
      await server.fault(late)
    }
    await expectWhole(await started.ended)
  })

  it('is told when the server stays away, and is finished by the same command', async () => {
    const started = run('&defaultDeadline=1000')
    await until(9, started)
    await server.kill()
    const { code, err } = await started.ended
    expect(code).toBe(3)
    expect(err).toContain('no connection to a server at 127.0.0.1')
    expect(err).toContain(`the same command goes on: npx gridledger run ${SEASON}.json`)
    await server.start()
    await expectWhole(await ran())
  })

  it('is finished by the same command when it is killed, again and again', async () => {
    await server.fault({ method: 'append', kind: 'late', milliseconds: 20 })
    for (const count of [1, 3, 6]) {
      const before = await appends()
      const started = run()
      await until(before + count, started)
      started.child.kill('SIGKILL')
      await started.ended
    }
    await expectWhole(await ran())
    const again = await ran()
    expect(JSON.parse(again.out)).toMatchObject({ digest, outcome: 'unchanged' })
  })

  it('stops at Ctrl-C, says what is kept, and is finished', async () => {
    await server.fault({ method: 'append', kind: 'late', milliseconds: 50 })
    const started = run()
    await until(6, started)
    started.child.kill('SIGINT')
    const { code, err } = await started.ended
    expect(code).toBe(130)
    expect(err).toMatch(/keeps .* of the tape/)
    await server.clearFaults()
    await expectWhole(await ran())
  })

  it('beside another of the same season is recorded once', async () => {
    const both = [run(), run()]
    for (const { ended } of both) await expectWhole(await ended)
  })

  it('is followed by another process from its beginning, also while the server restarts', async () => {
    await server.fault({ method: 'append', kind: 'late', milliseconds: 30 })
    const following = start(files.path, [
      ...['replay', SEASON, '--follow', '--json'],
      ...['--ledger', `${server.address()}?tls=false`],
    ])
    const started = run()
    await until(12, started)
    await server.kill()
    await delay(300)
    await server.start()
    await expectWhole(await started.ended)
    const { code, out, err } = await following.ended
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^gridledger: waiting for season short: .*\n$/),
    })
    expect(JSON.parse(out)).toMatchObject({ digest, outcome: 'replayed' })
  })

  it('with other inputs under the same name writes nothing', async () => {
    await ran()
    const before = await appends()
    writeLongSeason(join(files.path, 'other'), SEASON, MINUTES * 2)
    const { code, err } = await gridledger(join(files.path, 'other'), ...args(''))
    expect({ code, appends: await appends() }).toEqual({ code: 2, appends: before })
    expect(err).toContain('another tape, window or rules')
  })
})
