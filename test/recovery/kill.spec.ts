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
import { suiteFolder } from '../support/files'
import { COMMANDS } from './commands'
import { type Ended, ended, start } from './program'
import { type State, stateIn, statesOf } from './states'

/** Kills of each command; GRIDLEDGER_KILLS=300 is for an afternoon. */
const KILLS = Number(process.env['GRIDLEDGER_KILLS'] ?? 16)
const SEED = Number(process.env['GRIDLEDGER_KILL_SEED'] ?? 1)
const LEDGER = 'ledger.db'
const HOOK = ['--require', join(__dirname, 'killAt.cjs')]
const POLL_MILLISECONDS = 1

jest.setTimeout(60_000 + KILLS * 20_000)
const files = suiteFolder()

/** When a process is killed: at a call on its database, or when so many bytes are in its files. */
type Moment = { readonly call: number } | { readonly bytes: number }

describe.each(COMMANDS)('a %s that is killed', (name, command) => {
  const folder = join(files.path, name)
  const args = [...command.args, '--json', '--ledger', `file:${LEDGER}`]
  const path = join(folder, LEDGER)
  let states: readonly State[] = []
  let digest: unknown
  let whole = { calls: 0, bytes: 0 }

  beforeAll(async () => {
    mkdirSync(folder)
    command.prepare(folder)
    const elsewhere = join(files.path, `${name}.db`)
    states = await statesOf(elsewhere, (ledger) => command.record(folder, ledger))
    const countTo = join(files.path, `${name}.count`)
    const undisturbed = start(folder, args, { node: HOOK, env: { COUNT_TO: countTo } })
    const bytes = await largest(path, undisturbed.ended)
    digest = command.digest(JSON.parse((await undisturbed.ended).out))
    whole = { calls: Number(readFileSync(countTo, 'utf8')), bytes }
    expect(await stateIn(path)).toBe(states.at(-1))
    expect(new Set(states).size).toBeGreaterThan(4)
  })
  beforeEach(() => {
    for (const file of ledgerFiles(folder)) rmSync(file)
  })

  /** Kills it once; resolves to how many appends are in the ledger then. */
  async function killed(moment: Moment): Promise<number> {
    const { signal, err } = await killedAt(folder, args, moment)
    expect(err.replaceAll(/.*ExperimentalWarning.*\n.*--trace-warnings.*\n/g, '')).toBe('')
    if ('call' in moment) expect(signal).toBe('SIGKILL')
    const appends = states.indexOf(await leftBehind(folder, files.path))
    expect(appends).toBeGreaterThanOrEqual(0)
    return appends
  }

  /** The same command finishes it. */
  async function expectFinished(): Promise<void> {
    const finished = await ended(folder, args)
    expect(finished).toMatchObject({ code: 0, err: '' })
    expect(command.digest(JSON.parse(finished.out))).toEqual(digest)
    expect(ledgerFiles(folder)).toEqual([path])
  }

  /** Every event of it is that of the undisturbed one, and the same command changes nothing. */
  async function expectUnchanged(): Promise<void> {
    expect(await stateIn(path)).toBe(states.at(-1))
    const before = readFileSync(path)
    const again = await ended(folder, args)
    expect(JSON.parse(again.out)).toMatchObject({ outcome: 'unchanged' })
    expect(command.digest(JSON.parse(again.out))).toEqual(digest)
    expect(readFileSync(path).equals(before)).toBe(true)
  }

  const random = randomFrom(SEED)
  /** One moment in each of so many equal parts of a whole, from 1 on. */
  const spread = (parts: number, of: () => number) =>
    Array.from({ length: parts }, (_, part) => (share: number) => {
      return Math.max(1, Math.ceil(((part + share) / parts) * of()))
    }).map((at) => {
      const share = random()
      return () => at(share)
    })
  const calls = spread(Math.ceil(KILLS / 2), () => whole.calls * 2 + 1).map((at) => {
    return () => ({ call: Math.max(2, at()) })
  })
  const bytes = spread(Math.floor(KILLS / 2), () => whole.bytes).map((at) => {
    return () => ({ bytes: at() })
  })
  const moments = [...calls, ...bytes].map((at, index) => [index + 1, at] as const)

  it.each(moments)(`is whole and is finished, kill %i of ${KILLS}`, async (number, at) => {
    const moment = at()
    const appends = await killed(moment)
    console.log(`${name}, seed ${SEED}: ${JSON.stringify(moment)}, ${appends} appends kept`)
    await expectFinished()
    if (number % 4 === 0) await expectUnchanged()
  })

  it('again and again is whole each time, and is finished', async () => {
    let kept = 0
    const times = 5
    for (let time = 1; time <= times; time += 1) {
      // A resumed one executes less, for it appends less.
      const call = 2 + Math.floor((random() * 2 * whole.calls) / times)
      const appends = await killed(time % 2 === 1 ? { call } : { bytes: whole.bytes * random() })
      expect(appends).toBeGreaterThanOrEqual(kept)
      kept = appends
    }
    await expectFinished()
    await expectUnchanged()
  })
})

async function killedAt(folder: string, args: readonly string[], moment: Moment): Promise<Ended> {
  if ('call' in moment)
    return ended(folder, args, { node: HOOK, env: { KILL_AT: String(moment.call) } })
  const { child, ended: end } = start(folder, args)
  const before = bytesIn(join(folder, LEDGER))
  while (child.exitCode === null && child.signalCode === null) {
    const bytes = bytesIn(join(folder, LEDGER))
    if (bytes >= moment.bytes && bytes !== before) child.kill('SIGKILL')
    await delay(POLL_MILLISECONDS)
  }
  return end
}

/** The most bytes that were in a WAL while a process ran: on closing they all go into the file. */
async function largest(path: string, end: Promise<unknown>): Promise<number> {
  let [most, isOver] = [0, false]
  void end.then(() => (isOver = true))
  while (!isOver) {
    most = Math.max(most, sizeOf(`${path}-wal`))
    await delay(POLL_MILLISECONDS)
  }
  return most
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0
const bytesIn = (path: string) => sizeOf(path) + sizeOf(`${path}-wal`)

function ledgerFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(LEDGER))
    .map((file) => join(folder, file))
}

/** The state of a copy of what lies there, so that what lies there is not touched by looking. */
async function leftBehind(folder: string, parent: string): Promise<State> {
  if (!existsSync(join(folder, LEDGER))) return ''
  const copy = join(parent, 'copy')
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy)
  for (const file of readdirSync(folder).filter((each) => each.startsWith(LEDGER)))
    copyFileSync(join(folder, file), join(copy, file))
  return stateIn(join(copy, LEDGER))
}

/** Numbers from 0 to before 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
