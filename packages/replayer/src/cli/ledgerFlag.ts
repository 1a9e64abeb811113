import { isServerAddress, shownAddress } from '../ledger/eventStore/address'
import { DEFAULT_LEDGER } from './options'
import { shellText } from './shell'

/**
 * How a command that is shown names its ledger, ` --ledger …` or nothing for the default one. An
 * address with a password is shown without it; where it comes from the environment it is left out,
 * for there it still is.
 */
export function ledgerFlag(address: string): string {
  const shown = withoutSecrets(address)
  const { GRIDLEDGER_LEDGER: fromEnvironment = '' } = process.env
  const isThere = isServerAddress(address) && withoutSecrets(fromEnvironment) === shown
  return address === DEFAULT_LEDGER || isThere ? '' : ` --ledger ${shellText([shown])}`
}

/** A word of a command line, any address of a server in it without its password. */
export function withoutSecrets(word: string): string {
  const [, before = '', address = ''] = /^(--[\w-]+=)?(.*)$/s.exec(word) ?? []
  return isServerAddress(address) ? `${before}${shownAddress(address)}` : withoutPasswords(word)
}

/** A text without what may be passwords in it: addresses that were mistyped, or came as something else. */
export function withoutPasswords(text: string): string {
  const login = /((?:\w[\w+]*:?\/\/)?)([^\s"'`=:/]+):[^\s"'`]+@(?=[\w.[-])/g
  return text.replace(login, (found, scheme: string, user: string) =>
    user === 'file' ? found : `${scheme}${user}:***@`,
  )
}
