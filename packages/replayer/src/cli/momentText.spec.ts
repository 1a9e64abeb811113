import type { Standing } from '@gridledger/projections'
import { standingTable } from './momentText'

const STANDING: Standing = {
  contestant: 'claude',
  returnPct: '0.617',
  position: '-0.0063',
  averageEntry: '110500',
  equity: '1006.17',
  gridProfit: '14.04',
  floatProfit: '-7.86',
  restingOrders: 20,
  nextBuy: '113000',
  nextSell: '115000',
  openSpell: null,
}

describe('how contestants stand', () => {
  it('has every column where there is room', () => {
    expect(standingTable([STANDING], 'UTC').split('\n')).toEqual([
      '  contestant  position    entry    equity  grid profit  unpaired  orders  next buy  next sell  off-grid now',
      '  claude       -0.0063  110,500  1,006.17       +14.04     -7.86      20   113,000    115,000  –',
    ])
  })

  it('keeps position, equity and the nearest orders on a narrow terminal', () => {
    expect(standingTable([STANDING], 'UTC', 80).split('\n')).toEqual([
      '  contestant  position    equity  next buy  next sell',
      '  claude       -0.0063  1,006.17   113,000    115,000',
    ])
  })
})
