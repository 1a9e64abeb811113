import * as E from 'fp-ts/Either'
import type { TaskEither } from 'fp-ts/TaskEither'
import { type LedgerError, nearestName } from '@gridledger/domain'

/** Bad input: a file, a field or an argument that cannot be used. Ends the command with exit code 2. */
export interface InputProblem {
  readonly kind: 'input'
  readonly message: string
}

/** What ends a command: bad input, an answer of no, a ledger that failed, or who started it. */
export type Problem =
  | InputProblem
  | { readonly kind: 'not-found'; readonly message: string }
  /** The answer is no, and has been printed: only the exit code and this line are left to say. */
  | { readonly kind: 'no'; readonly message: string }
  | { readonly kind: 'ledger'; readonly error: LedgerError }
  /** What is neither input nor ledger failed: memory, threads. */
  | { readonly kind: 'outside'; readonly message: string }
  | { readonly kind: 'stopped'; readonly signal: StopSignal; readonly message: string }

/** What a terminal's Ctrl-C sends, and what `kill` and a machine that shuts down send. */
export type StopSignal = 'SIGINT' | 'SIGTERM'

export const inputProblem = (message: string): Problem => ({ kind: 'input', message })

/** An answer of no: what was asked for is not there; with the nearest of the known names. */
export function notFound(problem: string, name: string, known: readonly string[]): Failure {
  const nearest = nearestName(name, known)
  const others = known.length === 0 ? 'there is none yet' : `there is ${known.join(', ')}`
  const hint = nearest === undefined ? others : `did you mean ${nearest}?`
  return new Failure({ kind: 'not-found', message: `${problem}; ${hint}` })
}

/** A problem on its way through a pipeline; the command line turns it into a message and an exit code. */
export class Failure extends Error {
  constructor(readonly problem: Problem) {
    super(problem.kind === 'ledger' ? ledgerMessage(problem.error) : problem.message)
  }
}

export function ledgerMessage(error: LedgerError): string {
  switch (error.kind) {
    case 'conflict': {
      const { stream, expectedRevision, actualRevision } = error
      const expected = `${stream}: expected its last revision to be ${expectedRevision}, found ${actualRevision}`
      return `${expected}: another process wrote to it, or other events are there already`
    }
    case 'corrupt': {
      const place =
        error.stream === ''
          ? ''
          : `${error.stream}${error.revision === null ? '' : `@${error.revision}`}: `
      return `${place}${error.message}`
    }
    case 'unusable':
    case 'unavailable':
      return error.message
  }
}

/** Whether what a forger has written lies outside of all that the engine's own checks let in. */
export function isOutOfBounds(error: unknown): boolean {
  return error instanceof RangeError || String(error).includes('[DecimalError]')
}

/** The value, or a throw that the command line catches: for use inside pipelines. */
export function valueOf<A>(result: E.Either<LedgerError, A>): A {
  if (E.isLeft(result)) throw new Failure({ kind: 'ledger', error: result.left })
  return result.right
}

export async function run<A>(task: TaskEither<LedgerError, A>): Promise<A> {
  return valueOf(await task())
}
