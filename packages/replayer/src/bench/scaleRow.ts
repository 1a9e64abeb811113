import { join } from 'node:path'
import * as t from 'io-ts'
import * as E from 'fp-ts/Either'
import type { BenchSize } from './benchSize'
import { rateText } from './benchText'
import { BUILT, runNode } from './commandRun'
import { type Figures, median } from './measure'

/** What a process of its own has recorded. */
export const Scaled = t.readonly(
  t.type({
    /** Of all streams. */
    events: t.number,
    milliseconds: t.number,
    bytesPerEvent: t.number,
    peakMemoryMb: t.number,
  }),
)
export type Scaled = t.TypeOf<typeof Scaled>

/**
 * Recording at growing sizes, one process a size, so that the peak of memory is that size's own. The
 * ratio is the time's worst growth when the work grows tenfold.
 */
export function scaleRow({ scaleEvents, fewRounds }: BenchSize): Promise<Figures> {
  const largest = Math.max(...scaleEvents)
  const sizes = scaleEvents.map((events) => {
    // One slow moment says much of a second's work, and little of a minute's.
    const rounds = events * 20 > largest ? 1 : fewRounds
    return middleOf(Array.from({ length: rounds }, () => scaledApart(events)))
  })
  const [first, last] = [sizes.at(0), sizes.at(-1)]
  if (first === undefined || last === undefined) throw new Error('expected sizes, found none')
  const rate = ({ events, milliseconds }: Scaled) => (events * 1000) / milliseconds
  return Promise.resolve({
    perSecond: rate(last),
    milliseconds: last.milliseconds,
    against: 'the smallest size',
    baseline: rate(first),
    ratio: worstGrowth(sizes),
    bytesPerEvent: last.bytesPerEvent,
    peakMemoryMb: Math.max(...sizes.map(({ peakMemoryMb }) => peakMemoryMb)),
    memoryGrowth: last.peakMemoryMb / first.peakMemoryMb,
    notes: sizes.map(sizeText),
  })
}

/** Time per tenfold work, the worst of the steps between neighbouring sizes. */
export function worstGrowth(sizes: readonly Scaled[]): number {
  return Math.max(
    ...sizes.slice(1).map((size, index) => {
      const before = sizes[index] ?? size
      const tenfolds = Math.log10(size.events / before.events)
      return (size.milliseconds / before.milliseconds) ** (1 / tenfolds)
    }),
  )
}

function scaledApart(events: number): Scaled {
  const { stdout } = runNode([join(BUILT, 'scaleSize.js'), String(events)])
  const scaled = Scaled.decode(JSON.parse(stdout))
  if (E.isRight(scaled)) return scaled.right
  throw new Error(`expected what was recorded, found ${stdout}`)
}

function middleOf(runs: readonly Scaled[]): Scaled {
  const middle = median(runs.map(({ milliseconds }) => milliseconds))
  const found = runs.find(({ milliseconds }) => milliseconds === middle)
  if (found === undefined) throw new Error('expected runs, found none')
  return found
}

function sizeText({ events, milliseconds, peakMemoryMb }: Scaled): string {
  const rate = rateText((events * 1000) / milliseconds)
  const seconds = (milliseconds / 1000).toFixed(2)
  return `${events.toLocaleString('en')} events in ${seconds} s, ${rate} a second, peak memory ${peakMemoryMb.toFixed(0)} MB`
}
