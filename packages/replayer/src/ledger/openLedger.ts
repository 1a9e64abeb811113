import { either as E } from 'fp-ts'
import type { Ledger } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { embeddedLedger } from './embeddedLedger'
import { checkedLedger } from './checkedLedger'
import { memoryLedger } from './memoryLedger'

/** The ledger of an address that has to be there, for reading: whole reads of it are checked. */
export function openToRead(address: string): Ledger {
  return checkedLedger(openLedger(address, true))
}

/**
 * The ledger of an address: `file:PATH` or `memory:`. With `mustExist` a file has to be there
 * already. Throws Failure, with a message that says what was expected, for anything else.
 */
export function openLedger(address: string, mustExist = false): Ledger {
  if (address === 'memory:') return memoryLedger()
  const expected = '--ledger: expected file:PATH or memory:'
  if (/^(esdb|kurrentdb)(\+discover)?:/.test(address)) {
    const found = 'an EventStoreDB address, which this version does not read yet'
    throw new Failure(inputProblem(`${expected}, found ${found}`))
  }
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
