import { Decimal } from './decimal'
import { type Fraction, MONEY_SCALE, fraction, safeInteger } from './units'

/**
 * A linear perpetual swap as data, all figures decimal strings: sizes in contracts, `contractSize`
 * in base currency a contract, prices in quote currency.
 */
export interface Instrument {
  readonly name: string
  readonly baseCurrency: string
  readonly quoteCurrency: string
  readonly contractSize: string
  readonly tickSize: string
  readonly lotSize: string
  readonly minimumSize: string
  readonly maximumLeverage: string
  /** By size of the position, ascending; the boundary belongs to the lower tier. */
  readonly tiers: readonly { readonly toContracts: string; readonly maintenanceRate: string }[]
}

/**
 * OKX's BTC-USDT-SWAP: 0.01 BTC a contract, lots of 0.01 contracts, ticks of 0.1 USDT, leverage to
 * 100, maintenance of 0.4 % to 1,000 contracts, 0.5 % to 5,000 and 0.75 % to 20,000.
 */
export const BTC_USDT_SWAP: Instrument = {
  name: 'BTC-USDT-SWAP',
  baseCurrency: 'BTC',
  quoteCurrency: 'USDT',
  contractSize: '0.01',
  tickSize: '0.1',
  lotSize: '0.01',
  minimumSize: '0.01',
  maximumLeverage: '100',
  tiers: [
    { toContracts: '1000', maintenanceRate: '0.004' },
    { toContracts: '5000', maintenanceRate: '0.005' },
    { toContracts: '20000', maintenanceRate: '0.0075' },
  ],
}

/** The instruments that ship, by name. */
export const INSTRUMENTS: Readonly<Record<string, Instrument>> = {
  [BTC_USDT_SWAP.name]: BTC_USDT_SWAP,
}

/** The exchange's constant of sizing, pending fees and liquidation: 0.05 % of the notional a side. */
export const EXCHANGE_FEE_RATE = '0.0005'

/** A tier in lots, with the factor that turns |lots|·ticks into maintenance: m + 0.0005 of the notional. */
export interface MarginTier {
  readonly toLots: number
  readonly maintenanceRate: Decimal
  readonly maintenance: Fraction
}

/** An instrument in its own integer units. */
export interface InstrumentUnits {
  readonly instrument: Instrument
  readonly tickSize: Decimal
  readonly lotSize: Decimal
  /** Base currency a lot. */
  readonly lotBase: Decimal
  readonly minimumLots: number
  /** 1e-8 of the quote currency that one lot gains when the price rises by one tick. */
  readonly moneyPerLotTick: number
  /** Turns lots·ticks into the exchange's 0.05 %. */
  readonly exchangeFee: Fraction
  readonly tiers: readonly MarginTier[]
}

const knownUnits = new WeakMap<Instrument, InstrumentUnits>()

/**
 * The units of an instrument, for `priceOf`, `contractsOf` and `ticksOf`. Throws RangeError when a
 * lot·tick of the instrument is not a whole number of 1e-8. Made once an instrument: whatever starts
 * a bot or folds a run asks for them.
 */
export function instrumentUnits(instrument: Instrument): InstrumentUnits {
  const units = knownUnits.get(instrument) ?? unitsOf(instrument)
  knownUnits.set(instrument, units)
  return units
}

function unitsOf(instrument: Instrument): InstrumentUnits {
  const tickSize = new Decimal(instrument.tickSize)
  const lotSize = new Decimal(instrument.lotSize)
  const lotBase = lotSize.times(instrument.contractSize)
  const money = lotBase.times(tickSize).times(MONEY_SCALE)
  const inLots = (contracts: string) => safeInteger(new Decimal(contracts).div(lotSize), 'lots')
  return {
    instrument,
    tickSize,
    lotSize,
    lotBase,
    minimumLots: inLots(instrument.minimumSize),
    moneyPerLotTick: safeInteger(money, `${instrument.name}: money a lot and tick`),
    exchangeFee: fraction(money.times(EXCHANGE_FEE_RATE)),
    tiers: instrument.tiers.map((tier) => ({
      toLots: inLots(tier.toContracts),
      maintenanceRate: new Decimal(tier.maintenanceRate),
      maintenance: fraction(money.times(new Decimal(tier.maintenanceRate).plus(EXCHANGE_FEE_RATE))),
    })),
  }
}

/**
 * The tier of a position in lots, whichever its sign; the last one also holds what lies beyond it.
 * Throws RangeError where there is no tier.
 */
export function tierOf<Tier extends Pick<MarginTier, 'toLots'>>(
  { tiers }: { readonly tiers: readonly Tier[] },
  positionLots: number,
): Tier {
  const size = Math.abs(positionLots)
  const tier = tiers.find(({ toLots }) => size <= toLots) ?? tiers.at(-1)
  if (tier === undefined) throw new RangeError('an instrument has no margin tiers')
  return tier
}

/** The nearest tick of a price, ties up. */
export function ticksOf(units: InstrumentUnits, price: Decimal): number {
  return price.div(units.tickSize).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber()
}

/** The price of so many ticks, in quote currency: exact. */
export function priceOf(units: InstrumentUnits, ticks: number): Decimal {
  return units.tickSize.times(ticks)
}

/** The contracts of so many lots, signed as they are: exact. */
export function contractsOf(units: InstrumentUnits, lots: number): Decimal {
  return units.lotSize.times(lots)
}
