import { Decimal } from './decimal'
import {
  BTC_USDT_SWAP,
  INSTRUMENTS,
  contractsOf,
  instrumentUnits,
  priceOf,
  ticksOf,
  tierOf,
} from './instrument'

const bitcoin = instrumentUnits(BTC_USDT_SWAP)

describe('instrumentUnits', () => {
  it('turns BTC-USDT-SWAP into integers', () => {
    expect(bitcoin.lotBase.toFixed()).toBe('0.0001')
    expect(bitcoin.minimumLots).toBe(1)
    // One lot is 0.0001 BTC, one tick 0.1 USDT: 0.00001 USDT.
    expect(bitcoin.moneyPerLotTick).toBe(1000)
    expect(bitcoin.exchangeFee).toEqual({ numerator: 1, denominator: 2 })
    expect(bitcoin.tiers.map(({ toLots }) => toLots)).toEqual([100_000, 500_000, 2_000_000])
    expect(bitcoin.tiers.map(({ maintenance }) => maintenance)).toEqual([
      { numerator: 9, denominator: 2 },
      { numerator: 11, denominator: 2 },
      { numerator: 8, denominator: 1 },
    ])
  })

  it.each([
    ['contractSize', '0.000001', 'BTC-USDT-SWAP: money a lot and tick'],
    ['minimumSize', '0.015', 'lots'],
  ])('refuses a %s of %s', (field, value, name) => {
    expect(() => instrumentUnits({ ...BTC_USDT_SWAP, [field]: value })).toThrow(
      new RegExp(`^${name}: expected an integer within 2\\^53`),
    )
  })
})

describe('tierOf', () => {
  it.each([
    [1, '0.004'],
    [100_000, '0.004'],
    [100_001, '0.005'],
    [-100_001, '0.005'],
    [500_000, '0.005'],
    [500_001, '0.0075'],
    [2_000_000, '0.0075'],
    [2_000_001, '0.0075'],
    [0, '0.004'],
  ])('holds %d lots at %s', (lots, rate) => {
    expect(tierOf(bitcoin, lots).maintenanceRate.toFixed()).toBe(rate)
  })

  it('throws where there are none', () => {
    expect(() => tierOf({ ...bitcoin, tiers: [] }, 1)).toThrow(/no margin tiers/)
  })
})

describe('ticksOf', () => {
  it.each([
    ['64350', 643500],
    ['64350.04', 643500],
    ['64350.05', 643501],
    ['64350.149999999999999999', 643501],
    ['64350.15', 643502],
  ])('rounds %s to %d, ties up', (price, ticks) => {
    expect(ticksOf(bitcoin, new Decimal(price))).toBe(ticks)
  })

  it('is undone by priceOf', () => {
    expect(priceOf(bitcoin, 643501).toFixed()).toBe('64350.1')
    expect(contractsOf(bitcoin, 76).toFixed()).toBe('0.76')
  })
})

it('ships instruments under their own names', () => {
  for (const [name, instrument] of Object.entries(INSTRUMENTS)) expect(instrument.name).toBe(name)
})
