import { setTimeout as delay } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import type { LedgerError } from '@gridledger/domain'
import type { ServerAddress } from './address'

/** Why a call failed, as one who runs a command can use it. */
interface ServerFailure {
  readonly kind: 'unavailable' | 'unusable' | 'deleted'
  readonly message: string
  /** Whether the same call may succeed a little later. */
  readonly isPassing: boolean
}

/** What the client throws, by what tells one failure from another: it mixes classes and plain errors. */
interface Thrown {
  readonly type: string
  readonly code: number | undefined
  readonly text: string
}

/** What a call asks for, of which stream. */
export interface Asked {
  readonly verb: 'append to' | 'read'
  readonly stream: string
}

/** Options of the address that the client cannot use, such as a certificate that is not there. */
export class UnusableOptions extends Error {}

/** A call that was not answered in time. */
export class Late extends Error {}

const CANCELLED = 1
const DEADLINE = 4
const DENIED = 7
const EXHAUSTED = 8
const ABORTED = 10
const UNAVAILABLE = 14
const UNAUTHENTICATED = 16

/** `verb` is what was asked for, such as "append to". */
export function failureOf(
  address: ServerAddress,
  { verb, stream }: Asked,
  error: unknown,
  hasAnswered: boolean,
): ServerFailure {
  const what = `${verb} ${stream}`
  const thrown = thrownOf(error)
  const { type, code, text } = thrown
  const { hosts, credentials, shown, deadlineMillis } = address
  const user = credentials === null ? 'anonymous users' : `the user ${credentials.username}`
  if (error instanceof UnusableOptions) return unusable(`${shown}: ${text}`)
  if (code === UNAUTHENTICATED) {
    const found =
      credentials === null
        ? 'it asks for a user and password: esdb://USER:PASSWORD@HOST'
        : `user ${credentials.username} and this password are not accepted`
    return unusable(`${shown}: the server at ${hosts} refuses the login: ${found}`)
  }
  if (code === DENIED || type === 'access-denied')
    return unavailable(
      `${shown}: ${user} may not ${what}: the server's access lists forbid it`,
      false,
    )
  if (type === 'maximum-append-size-exceeded' || code === EXHAUSTED)
    return unavailable(`${shown}: ${what}: larger than the server takes at once (${text})`, false)
  if (type === 'stream-deleted')
    return {
      kind: 'deleted',
      message: `${shown}: the stream was deleted on the server`,
      isPassing: false,
    }
  if (type === 'not-leader')
    return unavailable(`${shown}: ${what}: the server at ${hosts} is not the leader`, true)
  if (/not ready/i.test(text)) {
    const why = 'it is starting, or its cluster is choosing a leader; try again in a moment'
    return unavailable(`${shown}: the server at ${hosts} says that it is not ready: ${why}`, true)
  }
  if (error instanceof Late || code === DEADLINE || code === ABORTED) {
    const seconds = deadlineMillis / 1000
    return unavailable(`${shown}: ${what}: no answer from ${hosts} within ${seconds} s`, true)
  }
  return connectionFailure(address, what, thrown, hasAnswered)
}

function connectionFailure(
  { shown, hosts, isSecure }: ServerAddress,
  what: string,
  { code, text }: Thrown,
  hasAnswered: boolean,
): ServerFailure {
  if (/wrong version number|EPROTO|ssl3_get_record|packet length too long/i.test(text)) {
    const hint = 'where it is run without TLS, add tls=false to the options of the address'
    return unusable(`${shown}: the server at ${hosts} does not speak TLS; ${hint}`)
  }
  if (/certificate|CERT_|self.signed/i.test(text)) {
    const hint = 'tlsCAFile=FILE names the certificate of who signed it'
    return unusable(`${shown}: the certificate of ${hosts} is not trusted (${text}); ${hint}`)
  }
  const isConnection = code === UNAVAILABLE || code === CANCELLED || /discover/i.test(text)
  if (!isConnection && !/write after end|ECONN|premature/i.test(text))
    return unavailable(`${shown}: ${what}: the server at ${hosts} answers: ${text}`, false)
  const hint = isSecure || hasAnswered ? '' : '; where it speaks TLS, leave tls=false away'
  return unavailable(
    `${shown}: no connection to a server at ${hosts} (${causeOf(text)})${hint}`,
    true,
  )
}

/** The end of what the client says of a lost connection: the rest is of its own making. */
function causeOf(text: string): string {
  const [, last = text] =
    /Last error: (?:Error: )?(.*?)\.?(?: Resolution note:.*)?$/s.exec(text) ?? []
  return last.replace(/^\d+ [A-Z_]+: /, '')
}

const unavailable = (message: string, isPassing: boolean): ServerFailure => ({
  kind: 'unavailable',
  message,
  isPassing,
})
const unusable = (message: string): ServerFailure => ({
  kind: 'unusable',
  message,
  isPassing: false,
})

function thrownOf(error: unknown): Thrown {
  const field = (name: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
  const code = field('code')
  const type = field('type')
  return {
    type: typeof type === 'string' ? type : '',
    code: typeof code === 'number' ? code : undefined,
    text: error instanceof Error ? error.message : String(error),
  }
}

const FIRST_PAUSE_MILLIS = 100
const LONGEST_PAUSE_MILLIS = 2_000

/** How long calls to one server are repeated: for a moment at first, longer once it has answered. */
export interface Patience {
  /** Whether the server has ever answered. */
  hasAnswered: boolean
  /** Whether it was waited for in vain, so that the next call need not wait as long. */
  isAway: boolean
  readonly millis: number
}

/** Of a server that has never answered, for its address may be wrong, or that is known to be away. */
const FIRST_PATIENCE_MILLIS = 1_000

/**
 * Does a call again where a failure may pass: the server restarts, the connection is cut, an answer
 * does not come. Calls are harmless to repeat: reads change nothing, and the server knows an append
 * that it has by the ids of its events.
 */
export async function persistently<A>(
  address: ServerAddress,
  patience: Patience,
  asked: Asked,
  call: () => Promise<A>,
): Promise<E.Either<LedgerError, A>> {
  const begun = performance.now()
  let pause = FIRST_PAUSE_MILLIS
  for (;;) {
    try {
      const answer = await call()
      patience.hasAnswered = true
      patience.isAway = false
      return E.right(answer)
    } catch (error) {
      const { kind, message, isPassing } = failureOf(address, asked, error, patience.hasAnswered)
      const isWaitedFor = patience.hasAnswered && !patience.isAway
      const millis = isWaitedFor ? patience.millis : FIRST_PATIENCE_MILLIS
      const isOver = performance.now() - begun + pause > millis
      if (kind === 'deleted')
        return E.left({ kind: 'corrupt', stream: asked.stream, revision: null, message })
      if (isPassing && isOver) patience.isAway = true
      if (!isPassing || isOver) return E.left({ kind, message })
    }
    await delay(pause)
    pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS)
  }
}

/** More than the deadline that a call is given itself: it begins when there is a connection. */
const GRACE_MILLIS = 2_000

/** The work, or Late: of a call that may wait for a connection without an end. */
export async function withinDeadline<A>(work: Promise<A>, deadlineMillis: number): Promise<A> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Late('no answer'))
    }, deadlineMillis + GRACE_MILLIS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    work.catch(() => undefined)
  }
}
