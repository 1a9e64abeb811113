import {
  Decimal,
  type Money,
  amountOf,
  contractsOf,
  multiplyDivide,
  priceOf,
  startBook,
  type SparseEvent,
} from '@gridledger/domain'
import { type Evidence, type Working, moneyWorking, plainWorking, priceWorking } from '../working'
import { grouped } from '../../text/format'

type Of<Type extends SparseEvent['type']> = Evidence<Extract<SparseEvent, { readonly type: Type }>>

/** An order lies on its line, with the grid's quantity. */
export function placedWorkings(evidence: Of<'OrderPlaced'>): readonly Working[] {
  const { event, standing, words } = evidence
  const { line, slot, side, priceTicks, quantityLots } = event.data
  const { linesTicks, quantityLots: quantity } = standing.state
  return [
    priceWorking(evidence, 'price', `line ${line} of the grid`, linesTicks[line] ?? 0, priceTicks),
    contractsWorking(words, "the grid's quantity", quantity, quantityLots),
    plainWorking(
      'slot',
      side === 'buy' ? 'a buy on the lower line of its slot' : 'a sell on the upper line',
      side === 'buy' ? line : line - 1,
      slot,
    ),
  ]
}

/** What was taken back is the order that rested there. */
export function cancelledWorkings({ event, standing }: Of<'OrderCancelled'>): readonly Working[] {
  const { line, side, order } = event.data
  const { orders, topBuy } = standing.state
  return [
    orderWorking(`what rested on line ${line}`, orders[line], order),
    plainWorking('side', 'buys rest below sells', line <= topBuy ? 'buy' : 'sell', side),
  ]
}

/** Fee, price, order, and what the fill realises. */
export function filledWorkings(evidence: Of<'OrderFilled'>): readonly Working[] {
  const { event, standing } = evidence
  return [
    feeWorking(evidence),
    ...(event.data.kind === 'grid' ? gridFill(evidence) : marketFill(evidence)),
    plainWorking('fill', 'the fills before it + 1', standing.state.fills + 1, event.data.fill),
    ...realised(evidence),
  ]
}

/** quantity · contract size · price · rate. */
function feeWorking(evidence: Of<'OrderFilled'>): Working {
  const { event, standing, words } = evidence
  const { quantityLots, priceTicks, kind, fee } = event.data
  const { units } = words
  const { makerFee = '0', takerFee = '0' } = standing.state.parameters ?? {}
  const rate = kind === 'grid' ? makerFee : takerFee
  const { contractSize, baseCurrency } = units.instrument
  const size = `${words.contracts(quantityLots)} · ${contractSize} ${baseCurrency}`
  const as = kind === 'grid' ? 'maker' : 'taker'
  const formula = `${size} · ${words.price(priceTicks)} · ${words.exactly.rate(rate)} as ${as}`
  const amount = contractsOf(units, quantityLots)
    .times(contractSize)
    .times(priceOf(units, priceTicks))
    .times(rate)
  return moneyWorking(evidence, 'fee', formula, amount, fee)
}

function gridFill(evidence: Of<'OrderFilled'>): readonly Working[] {
  const { event, standing, market, words } = evidence
  const { side, line, slot, order, priceTicks, quantityLots } = event.data
  const { linesTicks, quantityLots: quantity, orders, fillRule } = standing.state
  const lineTicks = linesTicks[line ?? -1] ?? 0
  const beyond = fillRule === 'touch' ? 0 : 1
  const isReached =
    side === 'buy'
      ? market.priceTicks <= lineTicks - beyond
      : market.priceTicks >= lineTicks + beyond
  const sign = side === 'buy' ? '≤' : '≥'
  const limit = words.price(side === 'buy' ? lineTicks - beyond : lineTicks + beyond)
  const reach = `last price ${words.price(market.priceTicks)} ${sign} ${limit}, fill rule ${fillRule}`
  const lowerLine = side === 'buy' ? (line ?? 0) : (line ?? 0) - 1
  return [
    plainWorking('reached', reach, isReached ? 'yes' : 'no', 'yes'),
    priceWorking(evidence, 'price', `line ${line ?? '?'} of the grid`, lineTicks, priceTicks),
    contractsWorking(words, "the grid's quantity", quantity, quantityLots),
    orderWorking(`the ${side} that rested there`, orders[line ?? -1], order),
    plainWorking('slot', `the interval above line ${lowerLine}`, lowerLine, slot),
  ]
}

/** At the last price; a stop's closing fill with its slippage, which is against the trader. */
function marketFill(evidence: Of<'OrderFilled'>): readonly Working[] {
  const { event, standing, market, words } = evidence
  const { kind, side, slot, priceTicks, quantityLots } = event.data
  const { parameters, fills } = standing.state
  const slippage = kind === 'stop' ? (parameters?.slippageTicks ?? 0) : 0
  const worse = side === 'buy' ? slippage : -slippage
  const last = `last price ${words.price(market.priceTicks)}`
  const moved = `${last} ${side === 'buy' ? '+' : '−'} ${words.price(slippage)} of slippage`
  const price = Math.max(1, market.priceTicks + worse)
  const base = baseSlotsAt(evidence)
  const { lots, why } = asked(evidence, base.length)
  const nearest = 'the slot nearest to the price that has none yet'
  return [
    priceWorking(evidence, 'price', slippage === 0 ? last : moved, price, priceTicks),
    contractsWorking(words, why, side === 'buy' ? lots : -lots, quantityLots),
    ...(kind === 'base' ? [plainWorking('slot', nearest, base[fills] ?? 'none', slot)] : []),
  ]
}

/** The slots that a start at this price fills at once, in their order. */
function baseSlotsAt({ standing, market }: Evidence): readonly number[] {
  const { parameters, linesTicks, neutralStart } = standing.state
  if (parameters === null) return []
  return startBook(linesTicks, market.priceTicks, { ...parameters, neutralStart }).baseSlots
}

/** What a fill at the market has to trade: below 0 it sells. */
function asked(
  { event, standing }: Of<'OrderFilled'>,
  baseSlots: number,
): { readonly lots: number; readonly why: string } {
  const { parameters, positionLots, quantityLots } = standing.state
  const lots = parameters?.direction === 'short' ? -quantityLots : quantityLots
  if (event.data.kind === 'base') return { lots, why: "the grid's quantity" }
  if (event.data.kind === 'stop') return { lots: -positionLots, why: 'the whole position' }
  const why = `from the position to a base of ${baseSlots} slots`
  return { lots: baseSlots * lots - positionLots, why }
}

/** Of the part that reduces the position: its gain on the average entry, less the whole fee. */
function realised(evidence: Of<'OrderFilled'>): readonly Working[] {
  const { event, standing, words } = evidence
  const { side, quantityLots, priceTicks, fee } = event.data
  const { positionLots, cost, units } = standing.state
  const lots = side === 'buy' ? quantityLots : -quantityLots
  if (positionLots === 0 || Math.sign(lots) === Math.sign(positionLots)) {
    return [moneyWorking(evidence, 'realised', 'opens, so the fee alone', -fee, null)]
  }
  const size = Math.abs(positionLots)
  const reduced = Math.min(quantityLots, size)
  const proceeds = Math.sign(positionLots) * reduced * priceTicks * units.moneyPerLotTick
  const gain: Money = proceeds - multiplyDivide(cost, reduced, size)
  const entry = amountOf(cost).div(units.lotBase.times(positionLots))
  const [from, to] = [rounded(entry), words.price(priceTicks)]
  const rise = positionLots > 0 ? `(${to} − ${from})` : `(${from} − ${to})`
  const formula = `${words.exactly.base(reduced)} · ${rise} − ${words.exactly.money(fee)} of fee`
  return [moneyWorking(evidence, 'realised', formula, gain - fee, null)]
}

/** An average entry may have no end of digits. */
function rounded(price: Decimal): string {
  const near = price.toDecimalPlaces(4)
  return `${near.eq(price) ? '' : '≈'}${grouped(near.toFixed())}`
}

/** An order by its revision in the run's own stream. */
function orderWorking(
  formula: string,
  order: number | undefined,
  recorded: number | null,
): Working {
  return plainWorking('order', formula, `@${order ?? 'none'}`, `@${recorded ?? 'none'}`)
}

function contractsWorking(
  { units }: Evidence['words'],
  formula: string,
  lots: number,
  recorded: number,
): Working {
  const text = (quantity: number) => contractsOf(units, quantity).toFixed()
  return plainWorking('quantity', formula, text(lots), text(recorded), 'contracts')
}
