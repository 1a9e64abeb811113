import { createServer } from 'node:net'
import { once } from 'node:events'
import * as E from 'fp-ts/Either'
import type { Ledger, LedgerError } from '@gridledger/domain'
import { eventStoreLedger } from '@gridledger/replayer'
import { suiteFolder } from '../support/files'
import { append, readEvents, valueOf } from '../ledger/asking'
import { EXAMPLES, orders, ticks } from '../ledger/samples'
import { keptProgram } from '../cli/gridledger'
import { ended } from '../recovery/program'
import { CERTIFICATE, type TestServer, testServer } from './testServer'

const PASSWORD = 'not-to-be-seen'
const folder = suiteFolder()
/** With all that the client would say. */
const debugged = keptProgram({ env: { DEBUG: 'esdb*' } })

/** What goes wrong with the first thing that is asked of a ledger at an address. */
async function failureAt(
  address: string,
  ask: (ledger: Ledger) => Promise<E.Either<LedgerError, unknown>> = (ledger) =>
    ledger.head('run-a.b')(),
): Promise<LedgerError> {
  const ledger = valueOf(eventStoreLedger(address))
  const answer = await ask(ledger)
  ledger.close()
  if (E.isRight(answer)) throw new Error(`expected a failure, found ${JSON.stringify(answer)}`)
  return answer.left
}

const messageOf = (error: LedgerError): string => ('message' in error ? error.message : '')

describe('what is said of a server', () => {
  let plain: TestServer
  let secure: TestServer
  beforeAll(async () => {
    plain = await testServer()
    secure = await testServer({
      isSecure: true,
      users: { admin: 'changeit', auditor: 'look' },
      readOnlyUsers: ['auditor'],
      maxAppendSize: 10_000,
    })
  })
  afterAll(async () => {
    await plain.dispose()
    await secure.dispose()
  })
  afterEach(async () => {
    await plain.clearFaults()
  })

  const hosts = (server: TestServer) => `127.0.0.1:${server.port()}`
  const secureAt = (login: string, options = '') =>
    `esdb://${login}@localhost:${secure.port()}?tlsCAFile=${CERTIFICATE}${options}`

  it('that is not there', async () => {
    const { port, close } = await freePort()
    close()
    const error = await failureAt(`esdb://admin:${PASSWORD}@127.0.0.1:${port}?tls=false`)
    expect(error.kind).toBe('unavailable')
    expect(messageOf(error)).toBe(
      `esdb://admin:***@127.0.0.1:${port}?tls=false: no connection to a server at 127.0.0.1:${port} ` +
        `(connect ECONNREFUSED 127.0.0.1:${port}); where it speaks TLS, leave tls=false away`,
    )
  })

  it('whose name nobody knows', async () => {
    const error = await failureAt(`esdb://no-such-host.invalid:2113?tls=false`)
    expect(error.kind).toBe('unavailable')
    expect(messageOf(error)).toMatch(
      /no connection to a server at no-such-host\.invalid:2113 \(.+\)/,
    )
  })

  it('that refuses the password', async () => {
    const error = await failureAt(secureAt(`admin:${PASSWORD}`))
    expect(error.kind).toBe('unusable')
    expect(messageOf(error)).toContain(
      `the server at localhost:${secure.port()} refuses the login: user admin and this password are not accepted`,
    )
  })

  it('that asks for a user', async () => {
    const error = await failureAt(`esdb://localhost:${secure.port()}?tlsCAFile=${CERTIFICATE}`)
    expect(messageOf(error)).toContain('anonymous users may not read run-a.b')
  })

  it('that lets a user read and not write', async () => {
    const writer = valueOf(eventStoreLedger(secureAt('admin:changeit')))
    await append(writer, 'run-a.b', -1, orders(0, 2))
    const reader = valueOf(eventStoreLedger(secureAt('auditor:look')))
    expect(await readEvents(reader, 'run-a.b')).toHaveLength(2)
    const answer = await reader.append('run-a.b', 1, orders(2, 1))()
    expect(E.isLeft(answer) && messageOf(answer.left)).toContain(
      "the user auditor may not append to run-a.b: the server's access lists forbid it",
    )
    writer.close()
    reader.close()
  })

  it('that speaks no TLS, addressed with TLS', async () => {
    const error = await failureAt(`esdb://admin:${PASSWORD}@${hosts(plain)}`)
    expect(error.kind).toBe('unusable')
    expect(messageOf(error)).toContain(
      `the server at ${hosts(plain)} does not speak TLS; where it is run without TLS, add tls=false`,
    )
  })

  it('that speaks TLS, addressed without', async () => {
    const error = await failureAt(`esdb://localhost:${secure.port()}?tls=false`)
    expect(messageOf(error)).toMatch(
      /no connection to a server at localhost:\d+ \(.+\); where it speaks TLS, leave tls=false away$/,
    )
  })

  it('whose certificate nobody vouches for', async () => {
    const error = await failureAt(`esdb://admin:${PASSWORD}@localhost:${secure.port()}`)
    expect(error.kind).toBe('unusable')
    expect(messageOf(error)).toMatch(/the certificate of localhost:\d+ is not trusted .*tlsCAFile=/)
  })

  it('of which the certificate named in the address is not there', async () => {
    const error = await failureAt(`esdb://admin:${PASSWORD}@${hosts(secure)}?tlsCAFile=no-such.pem`)
    expect(error.kind).toBe('unusable')
    expect(messageOf(error)).toContain('Failed to load certificate file')
  })

  it('that is not ready', async () => {
    await plain.fault({ method: 'read', kind: 'not-ready' })
    const error = await failureAt(`esdb://${hosts(plain)}?tls=false`)
    expect(messageOf(error)).toContain(
      `the server at ${hosts(plain)} says that it is not ready: it is starting, or its cluster is choosing a leader`,
    )
  })

  it.each([
    ['reads', 'read', (ledger: Ledger) => ledger.head('run-a.b')()],
    ['appends', 'append', (ledger: Ledger) => ledger.append('run-a.b', -1, orders(0, 1))()],
  ] as const)('that does not answer %s', async (_, method, ask) => {
    await plain.fault({ method, kind: 'silent' })
    // After the first answer a server is waited for; this one answers nothing but what came before.
    const error = await failureAt(
      `esdb://${hosts(plain)}/silent?tls=false&defaultDeadline=300`,
      ask,
    )
    expect(error.kind).toBe('unavailable')
    expect(messageOf(error)).toMatch(/: no answer from 127\.0\.0\.1:\d+ within 0\.3 s$/)
  })

  it('that takes less than one event', async () => {
    const event = EXAMPLES.ContestantEntered
    const long = { ...event, data: { ...event.data, rationale: 'r'.repeat(20_000) } }
    const error = await failureAt(secureAt('admin:changeit'), (ledger) =>
      ledger.append('season-a', -1, { kind: 'sparse', events: [long] })(),
    )
    expect(messageOf(error)).toMatch(
      /append to season-a: larger than the server takes at once \(.*Maximum Append Size of 10000 Exceeded/,
    )
  })

  it('that is no server of EventStoreDB', async () => {
    const { port, close } = await freePort((socket) =>
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    )
    const error = await failureAt(`esdb://127.0.0.1:${port}?tls=false`)
    close()
    expect(error.kind).toBe('unavailable')
    expect(messageOf(error)).toContain(`no connection to a server at 127.0.0.1:${port}`)
  })

  it('by a command, without the password, with the exit code of its kind', async () => {
    const withPassword = `esdb://admin:${PASSWORD}@`
    const cases = [
      [2, ['runs', '--ledger', `${withPassword}${hosts(plain)}`], /does not speak TLS/],
      [3, ['runs', '--ledger', `${withPassword}127.0.0.1:1?tls=false`], /no connection/],
      [
        3,
        ['run', 'okx-aicoin-2025', '--ledger', `${withPassword}127.0.0.1:1?tls=false`],
        /what is kept cannot be read/,
      ],
      [
        2,
        ['runs', `--ledger=${withPassword}127.0.0.1?color=red`],
        /expected options .* found color/,
      ],
      [2, ['runs', '--ledger', `esdb://admin:${PASSWORD}?x@127.0.0.1`], /expected \? .* %3F/],
      [2, ['runs', '--ledger', `esdb://${PASSWORD}@127.0.0.1`], /expected USER:PASSWORD/],
      [2, ['runs', '--ledger', `esbd://admin:${PASSWORD}@127.0.0.1`], /expected file:PATH, esdb/],
      [2, ['runs', '--ledger', `admin:${PASSWORD}@127.0.0.1:2113`], /expected file:PATH, esdb/],
      [2, ['run', `${withPassword}127.0.0.1`], /season: expected a file/],
      [
        2,
        ['copy', '--from', `esbd://admin:${PASSWORD}@x`, '--to', 'file:y.db'],
        /--from: expected/,
      ],
    ] as const
    for (const [code, args, message] of cases) {
      const failed = await debugged(folder.path, ...args)
      expect({ args, code: failed.code }).toEqual({ args, code })
      expect(failed.err).toMatch(message)
      expect(`${failed.out}${failed.err}`).not.toContain(PASSWORD)
    }
    const env = { GRIDLEDGER_LEDGER: `${withPassword}127.0.0.1:1?tls=false` }
    const started = await ended(folder.path, ['run', 'okx-aicoin-2025'], { env })
    expect(started.err).toContain('npx gridledger run okx-aicoin-2025\n')
    expect(`${started.out}${started.err}`).not.toContain(PASSWORD)
  })

  it('that has another ledger beside this one', async () => {
    const [one, two] = ['one', 'two'].map((name) =>
      valueOf(eventStoreLedger(`esdb://${hosts(plain)}/${name}?tls=false`)),
    )
    if (one === undefined || two === undefined) throw new Error('expected two ledgers')
    await append(one, 'ticks-a', -1, ticks(0, 3))
    expect(valueOf(await two.streams()())).toEqual([])
    await append(two, 'ticks-a', -1, ticks(5, 2))
    expect(await readEvents(one, 'ticks-a')).toHaveLength(3)
    expect(valueOf(await one.streams()())).toEqual(['ticks-a'])
    one.close()
    two.close()
  })
})

/** A port of loopback on which nothing, or something else, listens. */
async function freePort(
  talk: (socket: import('node:net').Socket) => unknown = (socket) => socket.destroy(),
): Promise<{ readonly port: number; readonly close: () => void }> {
  const listener = createServer((socket) => {
    socket.on('error', () => undefined)
    talk(socket)
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  return { port, close: () => listener.close() }
}
