import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A server that the contract of ledgers is held against. */
export interface ContractServer {
  /** An address of it, perhaps with options. */
  readonly address: () => string
  readonly dispose: () => Promise<void>
}

/** A real server, or why there is none here. */
export interface RealServer {
  readonly name: string
  readonly missing: string | null
  readonly start: () => Promise<ContractServer>
}

/** A node of its own needs its time, where it is built for the first time above all. */
export const NODE_START_MILLISECONDS = 300_000
const RESTORE_MILLISECONDS = 120_000
const PROJECT = join(__dirname, 'node')

/** The same server's ledger of another name. */
export function ledgerAt(address: string, ledger: string): string {
  const [place = '', ...options] = address.split('?')
  return [`${place.replace(/\/$/, '')}/${ledger}`, ...options].join('?')
}

export function realServers(): readonly RealServer[] {
  const { ESDB_TEST_URL: url = '' } = process.env
  return [
    {
      name: 'the server of ESDB_TEST_URL',
      missing: url === '' ? 'ESDB_TEST_URL is not set' : null,
      start: () => Promise.resolve({ address: () => url, dispose: () => Promise.resolve() }),
    },
    { name: 'a node of KurrentDB.Embedded', missing: whyNoNode(), start: startNode },
  ]
}

/** Tries to get the node's package: only the registry of packages is asked. */
function whyNoNode(): string | null {
  const options = { cwd: PROJECT, encoding: 'utf8', timeout: RESTORE_MILLISECONDS } as const
  if (spawnSync('dotnet', ['--version'], options).status !== 0) return 'there is no .NET SDK'
  const { status, stdout } = spawnSync('dotnet', ['restore', '--nologo'], options)
  if (status === 0) return null
  const [code = 'for whatever reason'] = /NU\d{4}/.exec(stdout) ?? []
  return `its package does not restore (${code})`
}

/** Builds and runs the host project; it says its address and ends when its input does. */
async function startNode(): Promise<ContractServer> {
  const data = mkdtempSync(join(tmpdir(), 'gridledger-node-'))
  const child = spawn('dotnet', ['run', '--project', PROJECT, '--no-restore', '--', data], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  for await (const line of lines) {
    if (!line.startsWith('esdb://')) continue
    return {
      address: () => line,
      dispose: async () => {
        child.stdin.end()
        if (child.exitCode === null) await once(child, 'exit')
        if (existsSync(data)) rmSync(data, { recursive: true })
      },
    }
  }
  throw new Error('the node ended before it said its address')
}
