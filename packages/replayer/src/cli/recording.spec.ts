import type { Ledger } from '@gridledger/domain'
import { Failure } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { recording } from './recording'

const append = (ledger: Ledger) => ledger.append('a', -1, { kind: 'sparse', events: [] })()
const kept = () => Promise.resolve('half of it')
const before = process.argv
const listeners = () => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')
const known = listeners()
beforeEach(() => {
  process.argv = ['node', 'gridledger', 'run', "a bot's.json", '--tz=UTC']
})
afterEach(() => {
  process.argv = before
  expect(listeners()).toBe(known)
})

/** The message of what `recording` throws. */
async function messageOf(work: Parameters<typeof recording>[0]): Promise<string> {
  const thrown: unknown = await recording(work).catch((error: unknown) => error)
  if (thrown instanceof Failure) return thrown.message
  throw thrown
}

describe('what a command that records says when it ends early', () => {
  const wayOn = String.raw`the same command goes on: npx gridledger run 'a bot'\''s.json' --tz=UTC`

  it('names the command as a shell takes it, and a ledger that it does not name', async () => {
    const message = await messageOf(async (open) => {
      const ledger = open('memory:', kept)
      process.emit('SIGINT', 'SIGINT')
      await append(ledger)
    })
    const nothing = 'a ledger in memory keeps nothing'
    expect(message).toBe(`stopped by Ctrl-C\n${nothing}\n${wayOn} --ledger memory:`)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('is stopped by %s, once', async (signal) => {
    const stopped = recording(async (open) => {
      const ledger = open('memory:', kept)
      process.emit(signal, signal)
      expect(listeners()).toBe(known)
      await append(ledger)
    })
    await expect(stopped).rejects.toMatchObject({ problem: { kind: 'stopped', signal } })
  })

  it('says that nothing was recorded where the ledger was not opened', async () => {
    const error = { kind: 'unavailable' as const, message: 'a.db: the disk is full' }
    const message = await messageOf(() => Promise.reject(new Failure({ kind: 'ledger', error })))
    expect(message).toBe(`a.db: the disk is full\nnothing was recorded\n${wayOn}`)
  })

  it.each([
    [['copy', '--to', 'memory:'], '--to memory: --ledger file:read.db'],
    [['copy', '--to', 'memory:', '--from=file:read.db'], '--to memory: --from=file:read.db'],
    [['copy', '--ledger', 'file:read.db'], '--ledger file:read.db'],
  ])('names the ledger that is read where %j does not', async (words, told) => {
    process.argv = ['node', 'gridledger', ...words]
    const message = await messageOf(async (open) => {
      const ledger = open('memory:', kept, { ...memoryLedger(), address: 'file:read.db' })
      process.emit('SIGINT', 'SIGINT')
      await append(ledger)
    })
    expect(message.split('\n').at(-1)).toBe(`the same command goes on: npx gridledger copy ${told}`)
  })

  it('keeps names and passwords of addresses to itself', async () => {
    process.argv = [
      'node',
      'gridledger',
      'copy',
      '--to=esdb+discover://me:s3c/r@t@host:2113?tls=true',
    ]
    const error = { kind: 'unavailable' as const, message: 'gone' }
    const message = await messageOf(() => Promise.reject(new Failure({ kind: 'ledger', error })))
    expect(message).toContain("'--to=esdb+discover://me:***@host:2113?tls=true'")
  })

  it('adds nothing to what the same command would meet again', async () => {
    const input = new Failure({ kind: 'input', message: 'a.json: no' })
    expect(await messageOf(() => Promise.reject(input))).toBe('a.json: no')
    const error = { kind: 'corrupt' as const, stream: 'a', revision: 1, message: 'is missing' }
    const corrupt = new Failure({ kind: 'ledger', error })
    expect(await messageOf(() => Promise.reject(corrupt))).toBe('a@1: is missing')
    await expect(recording(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  })

  it('gives what the work gives', async () => {
    expect(await recording((open) => Promise.resolve(open('memory:', kept).address))).toBe(
      'memory:',
    )
  })
})
