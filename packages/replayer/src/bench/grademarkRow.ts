import { at } from '@gridledger/domain'
import { type BareCandles, bareLoop } from './bareLoop'
import { benchYear } from './benchSeason'
import type { BenchSize } from './benchSize'
import { type Figures, measure, timed } from './measure'
import { type PeerPackage, installPeer } from './peerPackage'
import { inFolder } from './temporary'

const GRADEMARK: PeerPackage = { name: 'grademark', version: '0.3.0', beside: ['chai@4.3.7'] }
const STEP = 2500

interface Bar {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}
interface Trade {
  readonly profit: number
  readonly exitReason: string
}
interface Strategy {
  readonly entryRule: (enter: () => void, args: { readonly bar: Bar }) => void
  readonly profitTarget: () => number
}
interface Grademark {
  readonly backtest: (strategy: Strategy, bars: object) => readonly Trade[]
}
interface DataForge {
  readonly DataFrame: new (rows: readonly Bar[]) => object
}

/**
 * The nearest that grademark can do: one long position at a time, bought at the open after the bar
 * that fell to the next line, sold a line higher. It has no resting orders, fees, funding or margin.
 */
export function grademarkRow({ monthBars, fewRounds }: BenchSize): Promise<Figures> {
  return inFolder(async (folder) => {
    const load = installPeer(folder, GRADEMARK)
    const [grademark, dataForge] = [load('grademark'), load('data-forge')]
    if (!isGrademark(grademark) || !isDataForge(dataForge))
      throw new Error('grademark: expected backtest, and DataFrame of data-forge')
    const { bare } = benchYear(monthBars)
    const bars = new dataForge.DataFrame(barsOf(bare))
    return await measure(
      {
        count: bare.open.length,
        against: 'the bare loop',
        baseline: () => timed(() => bareLoop(bare)),
        work: async () => {
          let trades: readonly Trade[] = []
          const milliseconds = await timed(() => {
            trades = grademark.backtest(oneLine(), bars)
          })
          requireTrades(trades)
          return milliseconds
        },
      },
      fewRounds,
    )
  })
}

/** Throws where nothing was traded, or a trade but the last earned anything but a line. */
export function requireTrades(trades: readonly Trade[]): void {
  const isRight = trades
    .slice(0, -1)
    .every(({ profit, exitReason }) => profit === STEP && exitReason === 'profit-target')
  if (trades.length < 2 || !isRight)
    throw new Error(`expected trades of a line each, found ${JSON.stringify(trades.slice(0, 2))}`)
}

function oneLine(): Strategy {
  let buyAt = 0
  return {
    entryRule: (enter, { bar }) => {
      if (bar.low <= buyAt) enter()
      buyAt = Math.floor(bar.close / STEP) * STEP
    },
    profitTarget: () => STEP,
  }
}

function barsOf({ open, high, low, close }: BareCandles): readonly Bar[] {
  return Array.from({ length: open.length }, (_, bar) => {
    const [first, last] = [at(open, bar), at(close, bar)]
    return { time: bar, open: first, high: at(high, bar), low: at(low, bar), close: last }
  })
}

function isGrademark(value: unknown): value is Grademark {
  return typeof value === 'object' && value !== null && 'backtest' in value
}

function isDataForge(value: unknown): value is DataForge {
  return typeof value === 'object' && value !== null && 'DataFrame' in value
}
