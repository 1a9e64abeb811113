import { measure } from './measure'

/** Rounds that claim to have taken so long, one after the other. */
const taking = (times: readonly number[]) => {
  const left = [...times]
  return () => Promise.resolve(left.shift() ?? NaN)
}

describe('measure', () => {
  it('counts the round whose ratio is the middle one, after one that warms up', async () => {
    const figures = await measure(
      {
        count: 600,
        baselineCount: 60,
        against: 'less',
        // By itself neither time of the middle round, 3 to 1, is a median.
        baseline: taking([1, 10, 100, 20, 30, 40]),
        work: taking([1000, 20, 300, 100, 120, 80]),
        bytesPerEvent: () => 5,
        notes: () => ['a note'],
      },
      5,
    )
    const { peakMemoryMb, ...rest } = figures
    expect(peakMemoryMb).toBeGreaterThan(0)
    expect(rest).toEqual({
      ...{ milliseconds: 300, perSecond: 2000, baseline: 600, ratio: 2000 / 600 },
      ...{ against: 'less', bytesPerEvent: 5, memoryGrowth: null, notes: ['a note'] },
    })
  })

  it('does not warm up for a single round', async () => {
    const single = { count: 1, against: 'less', baseline: taking([2, 9]), work: taking([4, 9]) }
    expect(await measure(single, 1)).toMatchObject({ milliseconds: 4, ratio: 0.5 })
  })
})
