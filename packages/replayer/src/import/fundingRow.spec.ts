import * as E from 'fp-ts/Either'
import { fundingRow } from './fundingRow'

const DUE = 1_735_689_600_000
const TITLES = { time: 'funding_time', rate: 'funding_rate' }

describe('fundingRow', () => {
  it.each<[lateMs: number, isSnapped: boolean, keptMs: number]>([
    [0, true, 0],
    [1, true, 0],
    [9000, true, 0],
    [60_000, true, 0],
    [60_001, true, 60_001],
    [1_800_000, true, 1_800_000],
    [3_599_999, true, 3_599_999],
    [3_600_000, true, 3_600_000],
    [9000, false, 9000],
  ])('%d ms after the hour, snapped %s, is %d ms after it', (late, isSnapped, kept) => {
    expect(fundingRow({ time: `${DUE + late}`, rate: '0.0001', line: 2 }, isSnapped)).toEqual(
      E.right({ timeMicros: (DUE + kept) * 1000, rate: '0.0001', line: 2 }),
    )
  })

  it.each(['0', '-0.003', '1e-4', '-7.7E-05', '0.0000472671451613', '+0.1', '0.999'])(
    'keeps the rate %s as it is written',
    (rate) => {
      expect(fundingRow({ time: `${DUE}`, rate, line: 1 }, true)).toMatchObject({ right: { rate } })
    },
  )

  it.each(['', '1', '-1', '1.5', '100', 'x', 'NaN', 'Infinity', '0x1', '0.0001 ', '1e-4e', '0,1'])(
    'refuses the rate %j',
    (rate) => {
      const expected = `expected a rate between -1 and 1, found ${JSON.stringify(rate)}`
      expect(fundingRow({ time: `${DUE}`, rate, line: 1 }, true)).toEqual(E.left(expected))
      expect(fundingRow({ time: `${DUE}`, rate, line: 1 }, true, TITLES)).toEqual(
        E.left(`funding_rate: ${expected}`),
      )
    },
  )

  it.each(['', '1735689600', '1735689600000000', '-1735689600000', '1735689600000.5', ' 1', 'x'])(
    'refuses the time %j',
    (time) => {
      const expected = `expected a time in milliseconds, found ${JSON.stringify(time)}`
      expect(fundingRow({ time, rate: '0', line: 1 }, true)).toEqual(E.left(expected))
      expect(fundingRow({ time, rate: '0', line: 1 }, true, TITLES)).toEqual(
        E.left(`funding_time: ${expected}`),
      )
    },
  )
})
