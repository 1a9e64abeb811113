import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Counts, Fault } from './server/faults'
import type { Settings } from './server/node'
import type { Order } from './server/serve'

const FOLDER = join(__dirname, 'server')
/** Servers are started by the dozen: what they are made of is compiled once. */
const COMPILED = join(__dirname, '..', '..', 'node_modules', '.cache', 'test-server')
/** Of whoever connects over TLS: the certificate signs itself. */
export const CERTIFICATE = join(FOLDER, 'certificate.pem')

/** Processes whose node was ended: to start one costs more than most of what a test asks of it. */
const idle: ChildProcess[] = []
afterAll(async () => {
  for (const child of idle.splice(0)) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})

/** A server of the protocol in a process of its own, which can be killed and started again. */
export interface TestServer {
  /** Without options, such as `esdb://127.0.0.1:2113`. */
  readonly address: () => string
  readonly port: () => number
  readonly fault: (fault: Fault) => Promise<void>
  readonly clearFaults: () => Promise<void>
  readonly counts: () => Promise<Counts>
  readonly cutAll: () => Promise<void>
  readonly tombstone: (stream: string) => Promise<void>
  readonly truncate: (stream: string, before: number) => Promise<void>
  readonly kill: () => Promise<void>
  /** Starts it again after a kill, at the same port and with the same streams. */
  readonly start: () => Promise<void>
  /** Ends it and removes its streams. */
  readonly dispose: () => Promise<void>
}

export interface TestServerOptions extends Partial<Omit<Settings, 'tls' | 'file'>> {
  readonly isSecure?: boolean
}

export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { isSecure = false, ...rest } = options
  const folder = mkdtempSync(join(tmpdir(), 'gridledger-server-'))
  const pem = (name: string) => readFileSync(join(FOLDER, name), 'utf8')
  let settings: Settings = {
    port: 0,
    file: join(folder, 'streams.log'),
    maxAppendSize: 1024 * 1024,
    tls: isSecure ? { key: pem('key.pem'), certificate: pem('certificate.pem') } : null,
    users: { admin: 'changeit' },
    readOnlyUsers: [],
    slowReads: 0,
    ...rest,
  }
  let child: ChildProcess
  const ask = async (order: Order): Promise<unknown> => {
    child.send(order)
    const [{ answer }] = await once(child, 'message')
    return answer
  }
  const start = async () => {
    const known = idle.pop()
    child = known ?? forked(settings)
    const port =
      known === undefined
        ? (await once(child, 'message'))[0].port
        : await ask({ kind: 'begin', settings })
    settings = { ...settings, port }
  }
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const kill = async () => {
    if (!isRunning()) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const tell = async (order: Order) => {
    await ask(order)
  }
  await start()
  return {
    address: () => `esdb://127.0.0.1:${settings.port}`,
    port: () => settings.port,
    fault: (fault) => tell({ kind: 'fault', fault }),
    clearFaults: () => tell({ kind: 'no-faults' }),
    counts: async () => countsOf(await ask({ kind: 'counts' })),
    cutAll: () => tell({ kind: 'cut-all' }),
    tombstone: (stream) => tell({ kind: 'tombstone', stream }),
    truncate: (stream, before) => tell({ kind: 'truncate', stream, before }),
    kill,
    start,
    dispose: async () => {
      if (isRunning()) {
        await tell({ kind: 'end' })
        idle.push(child)
      }
      rmSync(folder, { recursive: true })
    },
  }
}

const forked = (settings: Settings): ChildProcess =>
  fork(join(FOLDER, 'serve.ts'), [JSON.stringify(settings)], {
    execArgv: ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
  })

function countsOf(answer: unknown): Counts {
  const isCounts = (value: unknown): value is Counts =>
    typeof value === 'object' && value !== null && 'calls' in value && 'open' in value
  if (isCounts(answer)) return answer
  throw new Error(`expected counts, found ${JSON.stringify(answer)}`)
}
