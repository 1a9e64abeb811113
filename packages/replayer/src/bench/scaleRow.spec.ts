import { worstGrowth } from './scaleRow'

const scaled = (events: number, milliseconds: number) => {
  return { events, milliseconds, bytesPerEvent: 6, peakMemoryMb: 100 }
}

it.each([
  ['ten times the time for ten times the work', [scaled(1000, 10), scaled(10_000, 100)], 10],
  ['a step of less than ten', [scaled(1000, 10), scaled(5000, 50)], 10],
  ['the worst of two steps', [scaled(100, 1), scaled(1000, 8), scaled(10_000, 160)], 20],
  ['work that is not a whole ten', [scaled(1000, 10), scaled(100_000, 1440)], 12],
])('growth is %s', (_, sizes, growth) => {
  expect(worstGrowth(sizes)).toBeCloseTo(growth, 9)
})
