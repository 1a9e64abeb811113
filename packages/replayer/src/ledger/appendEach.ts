import * as E from 'fp-ts/Either'
import type { Ledger, StreamHead } from '@gridledger/domain'

/** Several appends one after the other, up to the first that cannot be made. */
export function appendEach(append: Ledger['append']): Ledger['appendAll'] {
  return (appends) => async () => {
    const heads: StreamHead[] = []
    for (const { stream, expectedRevision, batch } of appends) {
      const head = await append(stream, expectedRevision, batch)()
      if (E.isLeft(head)) return head
      heads.push(head.right)
    }
    return E.right(heads)
  }
}
