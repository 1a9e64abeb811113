import { type SparseData, amountOf, moneyText, priceOf } from '@gridledger/domain'
import type { RunBook } from './runBook'
import { grouped } from '../text/format'

type Fill = SparseData<'OrderFilled'>

/** What a grid fill is to the pairs: money as exact decimal strings, fills as `<run>#<n>`. */
export interface Pairing {
  /** A base lot that is closed belongs to no pair. */
  readonly role: 'opens' | 'closes' | 'closes-base'
  readonly slot: number
  /** The other fill of its pair, or of the base lot; null where there is none. */
  readonly partner: string | null
  /** What the pair earned after both fees, and how that is counted; null where there is no pair. */
  readonly profit: string | null
  readonly formula: string | null
}

/** The pair of the fill at `revision`; null for fills at the market, which belong to none. */
export function pairingOf(book: RunBook, revision: number): Pairing | null {
  const fill = fillAt(book, revision)
  if (fill?.kind !== 'grid' || fill.slot === null) return null
  const { slot } = fill
  const { profit } = book.before(revision)
  if (profit.baseSlots.has(slot)) {
    const base = neighbour(book, revision, -1, ({ kind }) => kind === 'base', slot)
    return { ...alone('closes-base', slot), partner: base === null ? null : nameOf(book, base) }
  }
  const isClosing = profit.legs[slot] != null
  const role = isClosing ? 'closes' : 'opens'
  const other = neighbour(book, revision, isClosing ? -1 : 1, ({ kind }) => kind === 'grid', slot)
  if (other === null) return alone(role, slot)
  return { role, slot, partner: nameOf(book, other), ...earnedBy(book, fill, other) }
}

const alone = (role: Pairing['role'], slot: number): Pairing => {
  return { role, slot, partner: null, profit: null, formula: null }
}

const nameOf = (book: RunBook, { fill }: Fill) => `${book.found.run}#${fill}`

/** The nearest fill of a slot before or after a revision; orders laid anew end the slot's pairs. */
function neighbour(
  { events }: RunBook,
  revision: number,
  step: 1 | -1,
  accepts: (fill: Fill) => boolean,
  slot: number,
): Fill | null {
  for (let index = revision + step; ; index += step) {
    const event = events[index]
    if (event === undefined) return null
    if (event.type === 'ParametersAmended' && event.data.relaid) return null
    if (event.type === 'OrderFilled' && event.data.slot === slot && accepts(event.data))
      return event.data
  }
}

function fillAt({ events }: RunBook, revision: number): Fill | undefined {
  const event = events[revision]
  return event?.type === 'OrderFilled' ? event.data : undefined
}

/** quantity · (sold − bought) − both fees. */
function earnedBy(
  { found: { units } }: RunBook,
  one: Fill,
  other: Fill,
): { readonly profit: string; readonly formula: string } {
  const [bought, sold] = one.side === 'buy' ? [one, other] : [other, one]
  const quantity = units.lotBase.times(one.quantityLots)
  const [low, high] = [priceOf(units, bought.priceTicks), priceOf(units, sold.priceTicks)]
  const profit = quantity
    .times(high.minus(low))
    .minus(amountOf(bought.fee))
    .minus(amountOf(sold.fee))
  const size = `${quantity.toFixed()} ${units.instrument.baseCurrency}`
  const rise = `(${grouped(high.toFixed())} − ${grouped(low.toFixed())})`
  const fees = `${moneyText(bought.fee)} − ${moneyText(sold.fee)}`
  return { profit: profit.toFixed(), formula: `${size} · ${rise} − ${fees}` }
}
