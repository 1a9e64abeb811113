import { type SparseBatch, type StoredEvent, encodeEvent } from '@gridledger/domain'

type Events = SparseBatch['events']

/** What events that were read are in their ledger, as long as their list is in memory. */
const forms = new WeakMap<Events, readonly StoredEvent[]>()

/** Says what the events of a list are stored as: who hashes or compares them need not encode them again. */
export function rememberForms(events: Events, stored: readonly StoredEvent[]): void {
  forms.set(events, stored)
}

/** Events `from` to before `to` of a list as they are stored; what was read is never changed, so it is as it was. */
export function storedForms(events: Events, from = 0, to = events.length): readonly StoredEvent[] {
  return forms.get(events)?.slice(from, to) ?? events.slice(from, to).map(encodeEvent)
}
