import type { RecordingCommand } from './commands'
import { start } from './program'
import {
  HOOK,
  type Workplace,
  appendsIn,
  bytesIn,
  clear,
  expectFinished,
  expectUnchanged,
  whileRunning,
} from './workplace'

/** Kills of each command, and where their moments come from: GRIDLEDGER_KILLS=300 takes a while. */
export const KILLS = Number(process.env['GRIDLEDGER_KILLS'] ?? 4)
const SEED = Number(process.env['GRIDLEDGER_KILL_SEED'] ?? 1)
/** Whether every event is read once more after the end, and the command run once more, too. */
const isThorough = (kill: number) => kill % 4 === 0

/** When a process is killed: at a call on its database, or when so many bytes are in its files. */
type Moment = { readonly call: number } | { readonly bytes: number }

export function kills(command: RecordingCommand, opened: () => Workplace): void {
  let place: Workplace
  beforeEach(() => {
    place = opened()
    clear(place)
  })
  const kept: string[] = []
  let hits = 0
  afterAll(() => {
    console.log(`${command.args.join(' ')}, seed ${SEED}, moment: appends kept\n${kept.join(', ')}`)
  })

  /** Kills it once, if it lives to the moment; resolves to how many appends are in the ledger. */
  async function killed(moment: Moment): Promise<number> {
    const { folder, args, path } = place
    const isAtCall = 'call' in moment
    const hook = { node: HOOK, env: { KILL_AT: isAtCall ? String(moment.call) : '' } }
    const before = bytesIn(path)
    const started = start(folder, args, isAtCall ? hook : {})
    if (!isAtCall) {
      await whileRunning(started, () => {
        const bytes = bytesIn(path)
        if (bytes >= moment.bytes && bytes !== before) started.child.kill('SIGKILL')
      })
    }
    const { code, signal } = await started.ended
    if (signal !== 'SIGKILL') expect(code).toBe(0)
    hits += signal === 'SIGKILL' ? 1 : 0
    const appends = await appendsIn(place)
    kept.push(`${isAtCall ? `call ${moment.call}` : `${moment.bytes} bytes`}: ${appends}`)
    return appends
  }

  const random = randomFrom(SEED)
  // One moment in each of so many equal parts; of the calls, before and after each.
  const moments = Array.from({ length: KILLS }, (_, index) => {
    const half = Math.ceil(KILLS / 2)
    const isAtCall = index < half
    const parts = isAtCall ? half : KILLS - half
    const share = ((index % half) + random()) / parts
    return [index + 1, isAtCall, share] as const
  })
  it.each(moments)('is whole and is finished: kill %i', async (kill, isAtCall, share) => {
    const { calls, bytes } = place.whole
    const call = 2 + Math.floor(share * 2 * calls)
    const before = hits
    await killed(isAtCall ? { call } : { bytes: Math.ceil(share * bytes) })
    // At a call it is certain; of the rest some may end before this process looks.
    if (isAtCall) expect(hits).toBe(before + 1)
    await expectFinished(place, command)
    if (isThorough(kill)) await expectUnchanged(place, command)
  })

  it('again and again is whole each time, and is finished', async () => {
    const { calls, bytes } = place.whole
    let before = 0
    for (let kill = 0; kill < 4; kill += 1) {
      // One that is gone on with executes less, for it appends less.
      const call = 2 + Math.floor(random() * calls)
      const least = Math.ceil(random() * bytes)
      const appends = await killed(kill % 2 === 0 ? { call } : { bytes: least })
      expect(appends).toBeGreaterThanOrEqual(before)
      before = appends
    }
    expect(hits).toBeGreaterThan(KILLS / 2)
    await expectFinished(place, command)
    await expectUnchanged(place, command)
  })
}

/** Numbers from 0 to before 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
