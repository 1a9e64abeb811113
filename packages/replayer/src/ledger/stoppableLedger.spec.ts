import type { SparseEvent } from '@gridledger/domain'
import { right } from '../../../../test/support/tapes'
import { run } from '../failure'
import { memoryLedger } from './memoryLedger'
import { stoppableLedger } from './stoppableLedger'

const STREAM = 'season-a'
const closed: SparseEvent = {
  type: 'SeasonClosed',
  timeMicros: 1,
  tick: null,
  cause: { stream: 'ticks-a', revision: 0 },
  data: {},
}
const batch = { kind: 'sparse' as const, events: [closed] }

describe('a ledger that can be stopped', () => {
  it('is the ledger until then', async () => {
    const ledger = stoppableLedger(memoryLedger(), new AbortController().signal)
    await run(ledger.append(STREAM, -1, batch))
    const read = []
    for await (const part of ledger.read(STREAM)) read.push(right(part))
    expect(read).toEqual([{ stream: STREAM, firstRevision: 0, batch }])
    expect(await run(ledger.head(STREAM))).toMatchObject({ events: 1 })
  })

  it('appends and reads nothing more, and says why', async () => {
    const [controller, kept] = [new AbortController(), memoryLedger()]
    const ledger = stoppableLedger(kept, controller.signal)
    await run(ledger.append(STREAM, -1, batch))
    const begun = ledger.read(STREAM)[Symbol.asyncIterator]()
    controller.abort(new Error('enough'))
    await expect(ledger.append(STREAM, 0, batch)()).rejects.toThrow('enough')
    await expect(begun.next()).rejects.toThrow('enough')
    expect(await run(kept.head(STREAM))).toMatchObject({ events: 1 })
  })

  it('lets what is waiting in the event loop come before each append', async () => {
    const controller = new AbortController()
    const ledger = stoppableLedger(memoryLedger(), controller.signal)
    setImmediate(() => controller.abort(new Error('in between')))
    const loop = async () => {
      for (let last = -1; last < 1000; last += 1) await run(ledger.append(STREAM, last, batch))
    }
    await expect(loop()).rejects.toThrow('in between')
  })
})
