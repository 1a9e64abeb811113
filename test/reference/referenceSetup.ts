import { Decimal } from 'decimal.js'

export type ReferenceStop = { readonly price: string } | { readonly ratio: string }

/** One contestant, in natural units: prices and investment in USDT, quantities in contracts. */
export interface ReferenceSetup {
  readonly direction: 'neutral' | 'long' | 'short'
  readonly spacing: 'arithmetic' | 'geometric'
  readonly lowerPrice: string
  readonly upperPrice: string
  readonly gridCount: number
  readonly leverage: string
  readonly investment: string
  /** A share of the investment, such as '0.05'. */
  readonly reserve: string
  /** Contracts, when pinned to what the exchange shows. */
  readonly quantityPerGrid: string | null
  readonly basePosition: boolean
  readonly takeProfit: ReferenceStop | null
  readonly stopLoss: ReferenceStop | null
  readonly makerFee: string
  readonly takerFee: string
  readonly onStop: 'close' | 'keep'
  readonly slippageTicks: number
  readonly fillRule: 'touch' | 'cross' | 'through'
  readonly neutralStart: 'slots' | 'all' | 'skip-nearest'
}

/** A linear swap: lots and tiers in contracts, `contractSize` in base currency per contract. */
export interface ReferenceInstrument {
  readonly tickSize: string
  readonly lotSize: string
  readonly contractSize: string
  readonly tiers: readonly { readonly toContracts: string; readonly maintenanceRate: string }[]
}

/** The setup and instrument read into decimals, with the lines and the quantity worked out. */
export interface Grid {
  readonly setup: ReferenceSetup
  readonly lines: readonly Decimal[]
  readonly quantity: Decimal
  readonly investment: Decimal
  readonly makerFee: Decimal
  readonly takerFee: Decimal
  readonly tickSize: Decimal
  readonly contractSize: Decimal
  readonly tiers: readonly { readonly toContracts: Decimal; readonly maintenanceRate: Decimal }[]
}

/** The one configured decimal of the yardstick. */
export const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN })

/** The exchange's own 0.05 % of sections 1, 2 and 7; the contestant's fees do not change it. */
export const exchangeFee = new Exact('0.0005')

/** USDT rounded the way the product rounds once: half-even, to 1e-8. */
export function toMoney(value: Decimal): Decimal {
  return value.toDecimalPlaces(8, Decimal.ROUND_HALF_EVEN)
}

/** Plain decimal text of at most 8 decimals; zero has no sign. */
export function text(value: Decimal): string {
  return toMoney(value).toFixed()
}

/** The price of a line; asking beyond the grid is a broken invariant. */
export function lineAt(lines: readonly Decimal[], index: number): Decimal {
  const line = lines[index]
  if (line === undefined) throw new Error(`expected a line 0 to ${lines.length - 1}, got ${index}`)
  return line
}

export function readGrid(setup: ReferenceSetup, instrument: ReferenceInstrument): Grid {
  const lines = linesOf(setup, new Exact(instrument.tickSize))
  return {
    setup,
    lines,
    quantity: quantityOf(setup, instrument, lines),
    investment: new Exact(setup.investment),
    makerFee: new Exact(setup.makerFee),
    takerFee: new Exact(setup.takerFee),
    tickSize: new Exact(instrument.tickSize),
    contractSize: new Exact(instrument.contractSize),
    tiers: instrument.tiers.map((tier) => ({
      toContracts: new Exact(tier.toContracts),
      maintenanceRate: new Exact(tier.maintenanceRate),
    })),
  }
}

/** Section 1: N intervals, N + 1 lines, each rounded to the nearest tick, ties up. */
function linesOf(setup: ReferenceSetup, tickSize: Decimal): readonly Decimal[] {
  const count = setup.gridCount
  const lines: Decimal[] = []
  for (let i = 0; i <= count; i += 1) {
    const ticks = unroundedLine(setup, i).div(tickSize)
    const line = ticks.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).times(tickSize)
    const below = lines[i - 1]
    if (below !== undefined && !line.gt(below)) {
      throw new Error(`expected ascending lines, got ${below.toFixed()} then ${line.toFixed()}`)
    }
    lines.push(line)
  }
  return lines
}

function unroundedLine(setup: ReferenceSetup, i: number): Decimal {
  const lower = new Exact(setup.lowerPrice)
  const upper = new Exact(setup.upperPrice)
  if (setup.spacing === 'arithmetic') {
    return lower.plus(upper.minus(lower).times(i).div(setup.gridCount))
  }
  // A root that comes out even, such as 729^(5/6), misses by its 60th digit; without those last
  // digits a line that lies exactly between two ticks is seen as the tie it is.
  const ratio = upper.div(lower).pow(new Exact(i).div(setup.gridCount))
  return lower.times(ratio).toSignificantDigits(40)
}

/** Section 2: floor to lot of margin / (contract size · Σ p_1..p_N · (1/leverage + 0.0005)). */
function quantityOf(
  setup: ReferenceSetup,
  instrument: ReferenceInstrument,
  lines: readonly Decimal[],
): Decimal {
  const pinned = setup.quantityPerGrid
  const quantity = pinned === null ? sized(setup, instrument, lines) : new Exact(pinned)
  if (!quantity.gt(0)) throw new Error(`expected a quantity above 0, got ${quantity.toFixed()}`)
  return quantity
}

function sized(
  setup: ReferenceSetup,
  instrument: ReferenceInstrument,
  lines: readonly Decimal[],
): Decimal {
  const leverage = new Exact(setup.leverage)
  const margin = new Exact(setup.investment).times(new Exact(1).minus(setup.reserve))
  const sum = lines.slice(1).reduce((total, line) => total.plus(line), new Exact(0))
  // Numerator and denominator are both multiplied by the leverage, because 1/leverage may have
  // no end and a quotient of exactly one lot must not fall short of it.
  const perContract = sum.times(instrument.contractSize)
  const cost = perContract.times(exchangeFee.times(leverage).plus(1))
  const lots = margin.times(leverage).div(cost).div(instrument.lotSize)
  return lots.floor().times(instrument.lotSize)
}
