import { type SparseEvent, type StoredEvent, encodeEvent } from '@gridledger/domain'

/** What events that were read are in their ledger, as long as they are in memory. */
const forms = new WeakMap<SparseEvent, StoredEvent>()

/** Says what an event is stored as: who hashes or compares it need not encode it again. */
export function rememberForm(event: SparseEvent, stored: StoredEvent): void {
  forms.set(event, stored)
}

/** An event as it is stored; events are never changed, so what was read is as it was. */
export function storedForm(event: SparseEvent): StoredEvent {
  return forms.get(event) ?? encodeEvent(event)
}
