import { isAbsolute } from 'node:path'
import { either as E } from 'fp-ts'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Ledger } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { embeddedLedger } from '../ledger/embeddedLedger'
import { memoryLedger } from '../ledger/memoryLedger'
import { isTimeZone } from './terminal'

export const DEFAULT_LEDGER = 'file:gridledger.db'

/** What every command takes. */
export interface CommonOptions {
  readonly ledger: string
  readonly json?: boolean
  readonly tz: string
}

/** Adds --ledger, --json and --tz. */
export function withCommonOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--ledger <address>', 'file:PATH or memory:')
        .env('GRIDLEDGER_LEDGER')
        .default(DEFAULT_LEDGER),
    )
    .option('--json', 'one JSON document on standard output')
    .addOption(
      new Option('--tz <zone>', 'time zone of printed times').default('UTC').argParser((zone) => {
        if (isTimeZone(zone)) return zone
        throw new InvalidArgumentError('expected a time zone such as UTC or Asia/Shanghai')
      }),
    )
}

/** Opens the ledger of an address; `toRead` asks that it is there. */
export function openLedger(address: string, toRead: boolean): Ledger {
  if (address === 'memory:') return memoryLedger()
  if (address.startsWith('esdb:') || address.startsWith('esdb+discover:')) {
    throw new Failure(
      inputProblem(
        `--ledger: expected file:PATH or memory:, found an EventStoreDB address, which this version does not read yet`,
      ),
    )
  }
  const path = address.startsWith('file:')
    ? address.slice('file:'.length).replace(/^\/\/(?=\/)/, '')
    : undefined
  if (path === undefined || path === '') {
    throw new Failure(
      inputProblem(`--ledger: expected file:PATH or memory:, found ${JSON.stringify(address)}`),
    )
  }
  const opened = embeddedLedger(path, toRead)
  if (E.isRight(opened)) return opened.right
  const hint = toRead && !isAbsolute(path) ? '; `gridledger run okx-aicoin-2025` makes one' : ''
  if (opened.left.kind === 'unavailable' && opened.left.message.endsWith('found none')) {
    throw new Failure(inputProblem(`--ledger: ${opened.left.message}${hint}`))
  }
  throw new Failure({ kind: 'ledger', error: opened.left })
}

/** A whole number of an option. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError('expected a whole number')
}
