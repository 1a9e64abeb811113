import * as E from 'fp-ts/Either'
import type { Ledger } from '@gridledger/domain'
import { Failure, inputProblem, ledgerMessage } from '../failure'
import { embeddedLedger } from './embeddedLedger'
import { checkedLedger } from './checkedLedger'
import { isServerAddress } from './eventStore/address'
import { eventStoreLedger } from './eventStore/eventStoreLedger'
import { memoryLedger } from './memoryLedger'
import { throughForks } from './throughForks'

/**
 * The ledger of an address that has to be there, for reading: whole reads of it are checked, and
 * forks are read with their past.
 */
export function openToRead(address: string): Ledger {
  return throughForks(checkedLedger(openLedger(address, true)))
}

/**
 * The ledger of an address: `file:PATH`, `esdb://HOST` or `memory:`. With `mustExist` a file has to be
 * there already; a server is asked when the ledger is used. Throws Failure, with a message that says what was expected, for anything else.
 */
export function openLedger(address: string, mustExist = false): Ledger {
  if (address === 'memory:') return memoryLedger()
  if (isServerAddress(address)) {
    const server = eventStoreLedger(address)
    if (E.isRight(server)) return server.right
    throw new Failure(inputProblem(`--ledger: ${ledgerMessage(server.left)}`))
  }
  const expected = '--ledger: expected file:PATH, esdb://HOST or memory:'
  const [, path = ''] = /^file:(?:\/\/(?=\/))?(.+)$/.exec(address) ?? []
  if (path === '') throw new Failure(inputProblem(`${expected}, found ${JSON.stringify(address)}`))
  const opened = embeddedLedger(path, mustExist)
  if (E.isRight(opened)) return opened.right
  // What is no ledger is the caller's to mend; the rest is the disk's.
  if (opened.left.kind !== 'unusable') throw new Failure({ kind: 'ledger', error: opened.left })
  const { message } = opened.left
  const hint = message.endsWith('a ledger file, found none')
    ? '; `npx gridledger run okx-aicoin-2025` makes one'
    : ''
  throw new Failure(inputProblem(`--ledger: ${message}${hint}`))
}
