import { type SparseEvent, decodeEvent, encodeEvent } from '@gridledger/domain'

/** The event, if its codec takes it: a test is to see what a ledger could hold and nothing else. */
export function validEvent(event: SparseEvent): SparseEvent {
  const decoded = decodeEvent(encodeEvent(event))
  if (decoded._tag === 'Left') throw new RangeError(decoded.left.join('; '))
  return decoded.right
}

/** What `make` gives; what it throws says where it stood. */
export function within<Made>(place: string, make: () => Made): Made {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new RangeError(`${place}: ${error.message}`)
  }
}
