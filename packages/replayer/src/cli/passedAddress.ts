import { basename } from 'node:path'
import { isServerAddress } from '../ledger/eventStore/address'
import { DEFAULT_LEDGER } from './options'

/**
 * How a command on a page names its ledger, ` --ledger …` or nothing for the default one: of paths
 * only the last part and of servers nothing, for a page is passed on.
 */
export function passedAddress(ledger: string): string {
  const file = `file:${basename(ledger.replace(/^file:/, ''))}`
  const named = isServerAddress(ledger) ? 'esdb://HOST' : file
  return ledger === DEFAULT_LEDGER ? '' : ` --ledger ${named}`
}
