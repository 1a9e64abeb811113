import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { gridledger } from '../cli/gridledger'
import type { Document, RecordingCommand } from './commands'
import { type Started, start } from './program'
import { type State, stateIn, statesOf } from './states'

const LEDGER = 'ledger.db'
export const HOOK = ['--require', join(__dirname, 'killAt.cjs')]
const POLL_MILLISECONDS = 1
const ANOTHER = join(__dirname, '..', 'docs', 'one-bad-day.json')

/** A folder in which a command records into `ledger.db`, and what it does when nobody disturbs it. */
export interface Workplace {
  readonly folder: string
  /** The whole command, and the files that it reads. */
  readonly args: readonly string[]
  readonly sources: readonly string[]
  readonly path: string
  /** Copies for tests to begin with: what it records, and a ledger that holds another season. */
  readonly finished: string
  readonly other: string
  readonly states: readonly State[]
  readonly digest: unknown
  /** Calls that it executes on its database, and the most bytes that its WAL has. */
  readonly whole: { readonly calls: number; readonly bytes: number }
}

/** Prepares a command in a folder and runs it once undisturbed. */
export async function workplace(folder: string, command: RecordingCommand): Promise<Workplace> {
  mkdirSync(folder)
  command.prepare(folder)
  const sources = readdirSync(folder)
  const args = [...command.args, '--json', '--ledger', `file:${LEDGER}`]
  const path = join(folder, LEDGER)
  const states = await statesOf(`${folder}.db`, (ledger) => command.record(folder, ledger))
  expect(new Set(states).size).toBeGreaterThan(4)
  const countTo = `${folder}.count`
  const undisturbed = start(folder, args, { node: HOOK, env: { COUNT_TO: countTo } })
  let bytes = 0
  await whileRunning(undisturbed, () => {
    bytes = Math.max(bytes, sizeOf(`${path}-wal`))
  })
  const digest = command.digest(documentOf((await undisturbed.ended).out))
  expect(digest).toEqual(expect.stringMatching(/[0-9a-f]{12}$/))
  expect(await stateIn(path)).toBe(states.at(-1))
  const calls = Number(readFileSync(countTo, 'utf8'))
  const [finished, other] = [`${folder}.finished.db`, `${folder}.other.db`]
  copyFileSync(path, finished)
  const another = ['run', ANOTHER, '--ledger', `file:${other}`]
  expect(await gridledger(folder, ...another)).toMatchObject({ code: 0, err: '' })
  const whole = { calls, bytes }
  return { folder, args, sources, path, finished, other, states, digest, whole }
}

export const documentOf = (out: string): Document => JSON.parse(out)

/** Calls back about every millisecond until a process has ended. */
export async function whileRunning({ child }: Started, look: () => void): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    look()
    await delay(POLL_MILLISECONDS)
  }
}

export const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** Bytes in a ledger's files: they only grow while it is open. */
export const bytesIn = (path: string) => sizeOf(path) + sizeOf(`${path}-wal`)

/** Names of what lies there of a ledger. */
export function ledgerFiles(folder: string): readonly string[] {
  return readdirSync(folder).filter((file) => file.startsWith(LEDGER))
}

export function clear({ folder }: Workplace): void {
  for (const file of ledgerFiles(folder)) rmSync(join(folder, file))
}

/**
 * How many appends are in the ledger, which has to be in a state of the undisturbed one. A copy is
 * looked at, so that what lies there is not touched.
 */
export async function appendsIn({ folder, states }: Workplace): Promise<number> {
  const copy = `${folder}.copy`
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy)
  for (const file of ledgerFiles(folder)) copyFileSync(join(folder, file), join(copy, file))
  const path = join(copy, LEDGER)
  const appends = states.indexOf(existsSync(path) ? await stateIn(path) : '')
  expect(appends).toBeGreaterThanOrEqual(0)
  return appends
}

/** The same command finishes what is there, to the same digest. */
export async function expectFinished(place: Workplace, command: RecordingCommand): Promise<void> {
  const { folder, args, digest } = place
  const finished = await gridledger(folder, ...args)
  expect(finished).toMatchObject({ code: 0, err: '' })
  expect(command.digest(documentOf(finished.out))).toEqual(digest)
  expect(ledgerFiles(folder)).toEqual([LEDGER])
}

/** Every event is that of the undisturbed one, and the same command changes nothing. */
export async function expectUnchanged(place: Workplace, command: RecordingCommand): Promise<void> {
  const { folder, args, path, states, digest } = place
  expect(await stateIn(path)).toBe(states.at(-1))
  const before = readFileSync(path)
  const again = await gridledger(folder, ...args)
  expect(again).toMatchObject({ code: 0, err: '' })
  expect(command.isUnchanged(documentOf(again.out))).toBe(true)
  expect(command.digest(documentOf(again.out))).toEqual(digest)
  expect(readFileSync(path).equals(before)).toBe(true)
}
