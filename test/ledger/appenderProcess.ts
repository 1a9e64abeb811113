import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Either } from 'fp-ts/Either'
import type { LedgerError, StreamHead } from '@gridledger/domain'

/** What `appender.cjs` is asked to append, and when. */
export interface Order {
  readonly path: string
  readonly stream: string
  readonly expectedRevision: number
  /** One tick each, which is time, cause and price at once. */
  readonly numbers: readonly number[]
  readonly startMillis: number
}
export type Answer = Either<LedgerError, StreamHead>

export interface Appender {
  readonly ask: (order: Order) => Promise<Answer>
  readonly end: () => Promise<void>
}

/** A process of its own that runs the built package: `tsc -b` comes first. */
export async function startAppender(): Promise<Appender> {
  const child = spawn(process.execPath, [join(__dirname, 'appender.cjs')])
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let complaints = ''
  child.stderr.on('data', (text) => (complaints += String(text)))
  const nextLine = async (): Promise<unknown> => {
    const { done, value } = await lines.next()
    if (done === true)
      throw new Error(`appender.cjs has ended (is the package built?): ${complaints}`)
    return JSON.parse(value)
  }
  await nextLine()
  return {
    ask: async (order) => {
      child.stdin.write(`${JSON.stringify(order)}\n`)
      const answer = await nextLine()
      if (!isAnswer(answer)) throw new Error(`expected an answer, found ${JSON.stringify(answer)}`)
      return answer
    },
    end: async () => {
      child.stdin.end()
      await once(child, 'close')
    },
  }
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && '_tag' in value
}
