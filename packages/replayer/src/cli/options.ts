import { type Command, InvalidArgumentError, Option } from 'commander'
import { isTimeZone } from '../text/terminal'

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
      new Option('--ledger <address>', 'file:PATH, esdb://HOST or memory:')
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

/** A whole number of an option. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError('expected a whole number')
}
