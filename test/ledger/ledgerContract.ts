import type { Ledger } from '@gridledger/domain'
import { appends } from './contract/appends'
import { chains } from './contract/chains'
import { reads } from './contract/reads'
import { repeats } from './contract/repeats'
import { snapshots } from './contract/snapshots'
import { subscribes } from './contract/subscribes'

/** A ledger that holds nothing yet. */
export interface OpenedLedger {
  readonly ledger: Ledger
  /** The same store as another process would hold it. */
  readonly elsewhere: Ledger
  readonly dispose: () => void
}

/**
 * What every ledger keeps to, wherever it stores its streams. `severalReads` is so many ticks that
 * it gives them in more than one batch.
 */
export function ledgerContract(name: string, open: () => OpenedLedger, severalReads: number): void {
  describe(name, () => {
    let opened: OpenedLedger
    beforeEach(() => {
      opened = open()
    })
    afterEach(() => {
      opened.dispose()
    })
    describe('append', () => {
      appends(() => opened)
    })
    describe('an append that is repeated', () => {
      repeats(() => opened)
    })
    describe('read, head and streams', () => {
      reads(() => opened, severalReads)
    })
    describe('hash chain', () => {
      chains(() => opened)
    })
    describe('snapshots', () => {
      snapshots(() => opened)
    })
    describe('subscribe', () => {
      subscribes(() => opened)
    })
  })
}
