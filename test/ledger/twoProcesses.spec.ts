import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { embeddedLedger } from '@gridledger/replayer'
import { type Answer, type Appender, startAppender } from './appenderProcess'
import { head, readEvents, valueOf } from './asking'
import { definedChain, denseBytes } from './definedChain'
import { dense } from './samples'

/** Long enough for both processes to have read their orders. */
const HEAD_START_MILLISECONDS = 5
const STREAM = 'ticks-candles'

let folder: string
let appenders: readonly [Appender, Appender]
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gridledger-'))
  appenders = await Promise.all([startAppender(), startAppender()])
})
afterAll(async () => {
  await Promise.all(appenders.map(({ end }) => end()))
  rmSync(folder, { recursive: true })
})

/** Both append at one revision and, as nearly as can be, at one moment. */
function race(
  path: string,
  expectedRevision: number,
  rivals: readonly [readonly number[], readonly number[]],
): Promise<readonly [Answer, Answer]> {
  const startMillis = Date.now() + HEAD_START_MILLISECONDS
  const order = { path, stream: STREAM, expectedRevision, startMillis }
  const [first, second] = appenders
  return Promise.all([
    first.ask({ ...order, numbers: rivals[0] }),
    second.ask({ ...order, numbers: rivals[1] }),
  ])
}

/** What the winner appended; that there is just one, and how the other was answered, is expected. */
function winnerOf(
  answers: readonly [Answer, Answer],
  expectedRevision: number,
  rivals: readonly [readonly number[], readonly number[]],
): readonly number[] {
  const [first, second] = answers
  const numbers = E.isRight(first) ? rivals[0] : rivals[1]
  const actualRevision = expectedRevision + numbers.length
  const [won, lost] = E.isRight(first) ? [first, second] : [second, first]
  expect(won).toMatchObject(E.right({ stream: STREAM, events: actualRevision + 1 }))
  const conflict = { kind: 'conflict', stream: STREAM, expectedRevision, actualRevision }
  expect(lost).toEqual(E.left(conflict))
  return numbers
}

async function expectStream(path: string, numbers: readonly number[]): Promise<void> {
  const batch = dense(
    'PriceTicked',
    numbers.map((number) => [number, number, number]),
  )
  const ledger = valueOf(embeddedLedger(path, true))
  const chain = definedChain(STREAM, denseBytes(batch))
  expect(await head(ledger, STREAM)).toEqual({ stream: STREAM, events: numbers.length, chain })
  expect(await readEvents(ledger, STREAM)).toEqual(numbers.map((n) => [n, n, n]))
  ledger.close()
}

describe('of two processes that append to one stream of one file', () => {
  it('one wins and the other is told, the file being there', async () => {
    const path = join(folder, 'ledger.db')
    const numbers: number[] = []
    for (let round = 0; round < 30; round += 1) {
      const rivals = [
        [round, round],
        [1000 + round, round, round],
      ] as const
      const expectedRevision = numbers.length - 1
      const answers = await race(path, expectedRevision, rivals)
      numbers.push(...winnerOf(answers, expectedRevision, rivals))
    }
    await expectStream(path, numbers)
  })

  it('one wins and the other is told, both making the file', async () => {
    for (let round = 0; round < 20; round += 1) {
      const path = join(folder, `new-${round}.db`)
      const rivals = [[1], [2, 3]] as const
      const answers = await race(path, -1, rivals)
      await expectStream(path, winnerOf(answers, -1, rivals))
    }
  })

  it('both are answered alike where they append the same', async () => {
    const path = join(folder, 'same.db')
    const numbers: number[] = []
    for (let round = 0; round < 10; round += 1) {
      const added = [round, -1 - round]
      const [first, second] = await race(path, numbers.length - 1, [added, added])
      numbers.push(...added)
      expect(first).toMatchObject(E.right({ stream: STREAM, events: numbers.length }))
      expect(second).toEqual(first)
    }
    await expectStream(path, numbers)
  })
})
