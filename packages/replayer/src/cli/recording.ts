import type { Ledger } from '@gridledger/domain'
import { Failure, type Problem } from '../failure'
import { openLedger } from '../ledger/openLedger'
import { stoppableLedger } from '../ledger/stoppableLedger'
import { ledgerFlag, withoutSecrets } from './ledgerFlag'
import { DEFAULT_LEDGER } from './options'
import { Stopped, stopSignals } from './stopSignals'

/** Says in a few words what a ledger holds of what a command records. */
export type Kept = (ledger: Ledger) => Promise<string>

/** Opens the ledger that a command records into; `read` is the one of --from, where it reads another. */
export type OpenToRecord = (address: string, kept: Kept, read?: Ledger) => Ledger

interface Opened {
  readonly ledger: Ledger
  readonly kept: Kept
  readonly read: Ledger | undefined
}

/**
 * A command that records. Ctrl-C and SIGTERM stop it between two appends, and where it ends early,
 * for these or because the ledger failed, it says what is kept and how to go on. The ledger is
 * closed when the work is done.
 */
export async function recording<A>(
  work: (open: OpenToRecord, stop: AbortSignal) => Promise<A>,
): Promise<A> {
  const { stop, forget } = stopSignals()
  let opened: Opened | undefined
  try {
    return await work((address, kept, read) => {
      const ledger = openLedger(address)
      opened = { ledger, kept, read }
      return stoppableLedger(ledger, stop)
    }, stop)
  } catch (error) {
    const problem = problemOf(error)
    if (problem === undefined) throw error
    const kept = opened === undefined ? 'nothing was recorded' : await keptIn(opened)
    throw new Failure(problem([kept, wayOn(opened)].join('\n')))
  } finally {
    opened?.ledger.close()
    forget()
  }
}

/** The problem as it is told with the way on; undefined for one that the same command would meet again. */
function problemOf(error: unknown): ((wayOn: string) => Problem) | undefined {
  if (error instanceof Stopped) {
    const { signal, message } = error
    return (rest) => ({ kind: 'stopped', signal, message: `${message}\n${rest}` })
  }
  if (!(error instanceof Failure) || error.problem.kind !== 'ledger') return undefined
  const { error: failed } = error.problem
  if (failed.kind !== 'unavailable') return undefined
  const told = (rest: string) => ({ ...failed, message: `${failed.message}\n${rest}` })
  return (rest) => ({ kind: 'ledger', error: told(rest) })
}

async function keptIn({ ledger, kept }: Opened): Promise<string> {
  if (ledger.address === 'memory:') return 'a ledger in memory keeps nothing'
  try {
    return `${ledger.address} keeps ${await kept(ledger)}`
  } catch (error) {
    if (error instanceof Failure) return `what is kept cannot be read now: ${error.message}`
    throw error
  }
}

/** The command as it was given, and the ledger where that came from the environment. */
function wayOn(opened: Opened | undefined): string {
  const given = process.argv.slice(2)
  const address = (opened?.read ?? opened?.ledger)?.address ?? DEFAULT_LEDGER
  const flags = opened?.read === undefined ? ['--ledger'] : ['--ledger', '--from']
  const isNamed = given.some((word) => flags.includes(word.split('=', 1)[0] ?? ''))
  const flag = isNamed ? '' : ledgerFlag(address)
  const words = given.map((word) => quoted(withoutSecrets(word)))
  const command = `npx gridledger ${words.join(' ')}${flag}`
  const note = command.includes(':***@') ? ' (with the password in place of ***)' : ''
  return `the same command goes on: ${command}${note}`
}

/** A word as a shell takes it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
