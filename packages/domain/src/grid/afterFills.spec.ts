import * as fc from 'fast-check'
import { type StartRequest, decide } from '../bot/decide'
import type { BotState, Emit } from '../bot/state'
import { Decimal } from '../decimal'
import { requestOf, startedBot, workedPriceTicks } from '../../../../test/support/gridSamples'
import { liquidationAfterFills, liquidationTicksAfterFills } from './afterFills'
import type { Direction, GridParameters, NeutralStart } from './parameters'

/** The prices of the worked grid with these changes, to 34 digits. */
function prices(changes: Partial<GridParameters>, priceTicks = workedPriceTicks) {
  const bot = startedBot(requestOf(changes), priceTicks)
  if (bot === undefined) throw new Error('the start was refused')
  const { lower, upper } = liquidationAfterFills(bot)
  return [lower?.toFixed() ?? null, upper?.toFixed() ?? null]
}

describe('liquidationAfterFills', () => {
  it.each<[what: string, Partial<GridParameters>, lower: string | null, upper: string | null]>([
    // Base 0.038 at 64350 and five buys of 0.0076, 310000 in all, with fees of 1.22265 and 0.4712:
    // (2445.3 + 2356 + 1.69385 − 1000)/(0.076 · 0.9955).
    ['the worked long grid', {}, '50265.58790874725739512014591979698', null],
    // Base 0.0304 sold at 64350, sells at 65 to 70 thousand, 405000 · 0.0076, with fees of 0.97812
    // and 0.6156: (1000 + 1956.24 + 3078 − 1.59372)/(0.076 · 1.0045).
    ['its mirror image', { direction: 'short' }, null, '79021.32875743365382096355872259045'],
    // Buys at 60 to 64 thousand, 310000: (2356 + 0.4712 − 1000)/(0.038 · 0.9955);
    // sells at 66 to 70 thousand, 340000: (1000 + 2584 − 0.5168)/(0.038 · 1.0045).
    [
      'the neutral one',
      { direction: 'neutral' },
      '35857.97139760501202780935261307463',
      '93879.73068559901495900028817688821',
    ],
    // Ten contracts a grid. After 64, 63, 62 and 61 thousand: 0.4 BTC for 25000 and 5 of fees,
    // 24005/(0.4 · 0.9955), which lies between 61 and 60 thousand. After 66 to 69 thousand:
    // (1000 + 27000 − 5.4)/(0.4 · 1.0045), between 69 and 70 thousand.
    [
      'inside the range, on both sides',
      { direction: 'neutral', quantityPerGrid: '10' },
      '60283.77699648417880462079357106981',
      '69672.97162767546042807366849178696',
    ],
    // With 1130: before 60000 fills (25005 − 1130)/(0.4 · 0.9955) = 59957.3, after it (31006.2 −
    // 1130)/(0.5 · 0.9955) = 60022.5, behind the line. Above: (1130 + 27000 − 5.4)/(0.4 · 1.0045) =
    // 69996.5, before 70000.
    [
      'at a line that was walked, falling',
      { direction: 'neutral', quantityPerGrid: '10', investment: '1130' },
      '60000',
      '69996.51567944250871080139372822299652',
    ],
    // With 1150: below (31006.2 − 1150)/(0.5 · 0.9955) = 59982.3. Above: 70046.3 before 70000 fills,
    // (1150 + 34000 − 6.8)/(0.5 · 1.0045) = 69972.5 after it, behind the line.
    [
      'at a line that was walked, rising',
      { direction: 'neutral', quantityPerGrid: '10', investment: '1150' },
      '59982.32044198895027624309392265193',
      '70000',
    ],
    [
      'nowhere, with money for all of it',
      { investment: '5000', quantityPerGrid: '0.76' },
      null,
      null,
    ],
    // Fees that are paid back: (2356 − 0.4712 − 1000)/(0.038 · 0.9955).
    [
      'with a rebate',
      { direction: 'neutral', makerFee: '-0.0002' },
      '35833.05929313489650797007586772053187',
      '93906.80883393151869220088548898378350',
    ],
    // Base 0.2 at 64350, then 0.04 a line. The liquidation price climbs with every fill: 59650.6,
    // 60425.9 after 64000, 60836.1 after 63000, and after 62000 it is met before 61000:
    // (12870 + 6.435 + 7560 + 1.512 − 1000)/(0.32 · 0.9955).
    [
      'with a base that weighs more than the lines',
      { leverage: '50', quantityPerGrid: '4' },
      '61018.16612255148166750376695128076',
      null,
    ],
  ])('%s: %j', (_what, changes, lower, upper) => {
    const found = prices(changes)
    expect(found.map((price) => (price === null ? null : new Decimal(price).toFixed(18)))).toEqual(
      [lower, upper].map((price) => (price === null ? null : new Decimal(price).toFixed(18))),
    )
  })

  it.each(['long', 'short'] as const)('of a %s grid without a base has one side', (direction) => {
    const [lower, upper] = prices({ direction, basePosition: false })
    expect([lower === null, upper === null]).toEqual(
      direction === 'long' ? [false, true] : [true, false],
    )
  })

  it('of a stopped grid that kept its position is the present one', () => {
    const bot = startedBot(requestOf(), workedPriceTicks)
    if (bot === undefined) throw new Error('the start was refused')
    const cleared = { ...bot, topBuy: -1, bottomSell: 11 }
    expect(liquidationAfterFills(cleared).lower?.toFixed(2)).toBe('38238.46')
  })
})

const anySetup = fc
  .record({
    direction: fc.constantFrom<Direction>('neutral', 'long', 'short'),
    neutralStart: fc.constantFrom<NeutralStart>('slots', 'all', 'skip-nearest'),
    basePosition: fc.boolean(),
    leverage: fc.integer({ min: 5, max: 100 }),
    quantity: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 30_000, max: 90_000 })),
    funded: fc.integer({ min: 50, max: 300 }),
    makerFee: fc.constantFrom('0.0002', '-0.0001', '0'),
  })
  .map(({ leverage, quantity, funded, ...rest }) => {
    const needed = (quantity * 655) / 100 / leverage
    const investment = new Decimal((needed * funded) / 100).toFixed(2, Decimal.ROUND_UP)
    const quantityPerGrid = new Decimal(quantity).div(100).toFixed()
    return requestOf({ ...rest, leverage: String(leverage), quantityPerGrid, investment }, rest)
  })

const anyPrice = fc.integer({ min: 600001, max: 699999 })

describe('liquidationTicksAfterFills', () => {
  it('is the same to the tick: the first at or behind it', () => {
    fc.assert(
      fc.property(anySetup, anyPrice, (request, price) => {
        const bot = startedBot(request, price)
        fc.pre(bot !== undefined)
        const { lower, upper } = liquidationAfterFills(bot)
        const whole = lower?.div('0.1').floor().toNumber() ?? 0
        expect(liquidationTicksAfterFills(bot)).toEqual({
          lower: whole > 0 ? whole : null,
          upper: upper?.div('0.1').ceil().toNumber() ?? null,
        })
      }),
      { numRuns: 200 },
    )
  })
})

/** Follows the engine's checks while last price and mark go from line to line. */
class Walk {
  readonly bot: BotState
  /** Of the last check: whether equity alone was down to maintenance, pending fees left aside. */
  isBelowMaintenance = false
  private revision = 0

  constructor(request: StartRequest, priceTicks: number) {
    const bot = startedBot(request, priceTicks, this.emit)
    fc.pre(bot !== undefined)
    this.bot = bot
  }

  get isLiquidated(): boolean {
    return this.bot.phase === 'liquidated'
  }

  to(ticks: number): void {
    this.revision += 1
    const tick = { timeMicros: 0, revision: this.revision, priceTicks: ticks, markTicks: ticks }
    decide(this.bot, tick, this.emit)
  }

  private get emit(): Emit {
    return {
      event: () => undefined,
      liquidationChecked: (_tick, equity, maintenance) => {
        this.isBelowMaintenance = equity <= maintenance
      },
    }
  }
}

describe('liquidationAfterFills, against the engine', () => {
  it('is not met at any line before it, and has been at the first tick behind it', () => {
    const seen = { insideTheRange: 0, beyondTheRange: 0, never: 0 }
    fc.assert(
      fc.property(anySetup, anyPrice, fc.constantFrom('lower', 'upper'), (request, price, side) => {
        const walk = new Walk(request, price)
        const lines = walk.bot.linesTicks
        const target = liquidationAfterFills(walk.bot)[side]?.div('0.1') ?? null
        const isFalling = side === 'lower'
        const ahead = lines.filter((line) => (isFalling ? line <= price : line > price))
        for (const line of isFalling ? ahead.toReversed() : ahead) {
          // Pending fees may end it earlier: the engine's check counts them, these prices do not.
          if (walk.isLiquidated && !walk.isBelowMaintenance) return
          if (target !== null && (isFalling ? target.gte(line) : target.lte(line))) break
          walk.to(line)
          expect(walk.isBelowMaintenance).toBe(false)
        }
        if (walk.isLiquidated) return
        if (target === null) {
          seen.never += 1
          return
        }
        walk.to((isFalling ? target.floor() : target.ceil()).toNumber())
        expect(walk.isLiquidated).toBe(true)
        const isInside = target.gte(lines[0] ?? NaN) && target.lte(lines.at(-1) ?? NaN)
        seen[isInside ? 'insideTheRange' : 'beyondTheRange'] += 1
      }),
      { numRuns: 300 },
    )
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5)
  })
})
