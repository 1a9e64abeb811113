import type { GridParameters, Instrument } from '@gridledger/domain'

/** One lot is one coin and one tick one USDT, so that the sums can be done in the head. */
export const COIN: Instrument = {
  name: 'COIN-USDT-SWAP',
  baseCurrency: 'COIN',
  quoteCurrency: 'USDT',
  contractSize: '1',
  tickSize: '1',
  lotSize: '1',
  minimumSize: '1',
  maximumLeverage: '100',
  tiers: [
    { toContracts: '10', maintenanceRate: '0.004' },
    { toContracts: '50', maintenanceRate: '0.005' },
    { toContracts: '2000', maintenanceRate: '0.01' },
  ],
}

/** Lines 100, 110, 120, 130 and 140, one coin each, 1000 USDT at 5x. */
export const GRID: GridParameters = {
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '100',
  upperPrice: '140',
  gridCount: 4,
  leverage: '5',
  investment: '1000',
  reserve: '0',
  quantityPerGrid: '1',
  basePosition: true,
  takeProfit: null,
  stopLoss: null,
  makerFee: '0.0002',
  takerFee: '0.0005',
  onStop: 'close',
  slippageTicks: 0,
}
/** The lines of `GRID`, in ticks of `COIN`. */
export const LINES: readonly number[] = [100, 110, 120, 130, 140]
