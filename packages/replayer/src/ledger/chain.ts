import { type Hash, createHash } from 'node:crypto'
import { type EventBatch, type StoredEvent, canonicalText, denseWidth } from '@gridledger/domain'
import { denseBytes } from './denseBytes'
import { storedForms } from './storedForms'

/** Events that one link of a chain covers: link k holds revisions 4096k to 4096k + 4095. */
export const LINK_EVENTS = 4096

/**
 * The hash chain of one stream: h(−1) = SHA-256(stream name), h(k) = SHA-256(h(k−1) ‖ canonical
 * bytes of the link's events). Links are cut by revision, so batches leave no trace in it.
 */
export interface Chain {
  events: number
  /** h of the last whole link. */
  previous: Buffer
  /** The hash of the link that is still open; null at a link's end. */
  open: Hash | null
}

export function startChain(stream: string): Chain {
  return { events: 0, previous: createHash('sha256').update(stream).digest(), open: null }
}

/** A chain that goes on after `links` whole links. */
export function resumeChain(links: number, previous: Uint8Array): Chain {
  return { events: links * LINK_EVENTS, previous: Buffer.from(previous), open: null }
}

export function copyChain({ events, previous, open }: Chain): Chain {
  return { events, previous, open: open === null ? null : open.copy() }
}

/** h of the last link, short or not, as hex. */
export function chainValue({ previous, open }: Chain): string {
  return (open === null ? previous : open.copy().digest()).toString('hex')
}

/** Sparse events as they are stored, for who needs them so anyway: the chain need not encode them. */
export interface StoredBatch {
  readonly kind: 'stored'
  readonly events: readonly StoredEvent[]
}

/** Adds rows `from` to before `to` of a batch; returns h of each link that became whole. */
export function extendChain(
  chain: Chain,
  batch: EventBatch | StoredBatch,
  from = 0,
  to = batch.kind === 'dense' ? batch.count : batch.events.length,
): readonly Buffer[] {
  const whole: Buffer[] = []
  let row = from
  while (row < to) {
    const end = Math.min(to, row + LINK_EVENTS - (chain.events % LINK_EVENTS))
    chain.open ??= createHash('sha256').update(chain.previous)
    chain.open.update(canonical(batch, row, end))
    chain.events += end - row
    row = end
    if (chain.events % LINK_EVENTS === 0) {
      chain.previous = chain.open.digest()
      chain.open = null
      whole.push(chain.previous)
    }
  }
  return whole
}

/** Memory for a link of the widest rows. */
const LINK_WORDS = new Int32Array(LINK_EVENTS * 2 * denseWidth('LiquidationChecked'))

/** The bytes that a chain covers, or the text whose UTF-8 they are; good until the next call. */
function canonical(batch: EventBatch | StoredBatch, from: number, to: number): Buffer | string {
  if (batch.kind === 'dense') return denseBytes(batch, from, to, LINK_WORDS)
  const stored =
    batch.kind === 'stored' ? batch.events.slice(from, to) : storedForms(batch.events, from, to)
  // Faster than joining an array of them.
  let text = ''
  for (const event of stored) text += canonicalText(event)
  return text
}
