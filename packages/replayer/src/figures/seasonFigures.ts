import {
  Decimal,
  type Ledger,
  at,
  moneyOf,
  priceOf,
  runName,
  ticksStream,
} from '@gridledger/domain'
import { digestStreams, seasonDigest } from '../season/digest'
import type { FoundSeason } from '../season/findRun'
import { run } from '../failure'
import { type Figure, figure, ground } from './figure'
import { heldFigures } from './heldFigures'
import { heldPosition } from './heldPosition'
import { denseRows } from './runFacts'

/** What `run` prints of a season beside its runs: prices, digest, and what holding would have made. */
export interface SeasonFigures {
  readonly season: string
  readonly figures: readonly Figure[]
  readonly benchmarks: readonly {
    readonly name: string
    readonly figures: readonly Figure[]
  }[]
  readonly runs: readonly string[]
}

const LEVERAGES = [1, 5]

/**
 * The figures of a season, derived from ticks, marks and funding rates, and from the heads of its
 * streams. Those of a run are `runFigures`.
 */
export async function seasonFigures(ledger: Ledger, found: FoundSeason): Promise<SeasonFigures> {
  const { facts, opened } = found
  const benchmarks = []
  for (const leverage of LEVERAGES) {
    const investment = investmentOf(found)
    const held = await heldPosition(ledger, found, investment, leverage)
    const figures = heldFigures(found, held)
    benchmarks.push({ name: `buy-and-hold-${leverage}x`, figures })
  }
  return {
    season: opened.season,
    figures: [...(await priceFigures(ledger, found)), await digestFigure(ledger, found)],
    benchmarks,
    runs: facts.contestants.map((contestant) => runName(opened.season, contestant)),
  }
}

/** The benchmarks put in what the first contestant did. */
function investmentOf({ facts }: FoundSeason): number {
  const first = facts.slice.events.find((event) => event.type === 'ContestantEntered')
  if (first === undefined) throw new Error('a season without contestants')
  return moneyOf(new Decimal(first.data.parameters.investment))
}

async function priceFigures(
  ledger: Ledger,
  { units, tape }: FoundSeason,
): Promise<readonly Figure[]> {
  const stream = ticksStream(tape.tape)
  const [start, low, high] = [
    { price: NaN, tick: 0 },
    { price: Infinity, tick: 0 },
    { price: -Infinity, tick: 0 },
  ]
  for await (const { firstRevision, count, values } of denseRows(ledger, stream)) {
    for (let row = 0; row < count; row += 1) {
      const [price, tick] = [at(values, row), firstRevision + row]
      if (tick === 0) start.price = price
      if (price < low.price) Object.assign(low, { price, tick })
      if (price > high.price) Object.assign(high, { price, tick })
    }
  }
  const of = (name: string, what: string, { price, tick }: typeof low) =>
    figure(name, priceOf(units, price).toFixed(), what, ground('the tick', `${stream}@${tick}`))
  return [
    of('startPrice', 'the price of the first tick', start),
    of('lowPrice', 'the lowest of all ticks, the first of several', low),
    of('highPrice', 'the highest of all ticks, the first of several', high),
  ]
}

async function digestFigure(ledger: Ledger, { facts, opened }: FoundSeason): Promise<Figure> {
  const { digest, events } = await seasonDigest(ledger, opened.season)
  const lines = []
  for (const stream of digestStreams(opened.season, facts.tape, facts.contestants)) {
    const head = await run(ledger.head(stream))
    if (head !== undefined) lines.push(ground(`${head.events} ${head.chain}`, stream))
  }
  const sum = `SHA-256 over the lines "stream events chain" of ${lines.length} streams`
  return figure('digest', digest, `${sum}, ${events} events together`, ...lines)
}
