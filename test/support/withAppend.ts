import type { Ledger } from '@gridledger/domain'
import { appendEach } from '../../packages/replayer/src/ledger/appendEach'

/** A ledger that appends in another way, also where it appends to several streams together. */
export function withAppend(ledger: Ledger, append: Ledger['append']): Ledger {
  return { ...ledger, append, appendAll: appendEach(append) }
}
