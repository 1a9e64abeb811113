import {
  type AmendmentSet,
  type BotState,
  type Due,
  type GridParameters,
  type Instrument,
  type MarketRules,
  decide,
  evolve,
  finish,
  initialState,
  moneyText,
} from '@gridledger/domain'
import {
  COIN,
  type Emitted,
  MINUTE,
  type Point,
  STREAMS,
  amendmentAt,
  drive,
  fundingAt,
  recorder,
  request,
  snapshot,
  tickAt,
} from './harness'
import { tell } from './tell'

/** What falls due with the next tick, or `early` microseconds before it. */
export type Soon = (revision: number) => Due

export const funding =
  (rate: string, early = 0): Soon =>
  (revision) =>
    fundingAt(revision, rate, early)

export const amendment =
  (set: AmendmentSet, early = 0): Soon =>
  (revision) =>
    amendmentAt(revision, set, early)

/** A bot that is nothing but its past events: a state that `evolve` made decides each tick. */
export interface Bench {
  /** What the next tick brings, as text. */
  when(point: Point, ...soon: readonly Soon[]): readonly string[]
  /** What the end tick brings. */
  whenEnding(point: Point, ...soon: readonly Soon[]): readonly string[]
  /** The bench one tick on. */
  after(point: Point, ...soon: readonly Soon[]): Bench
  /** Everything so far, as text, and as it was emitted. */
  readonly story: readonly string[]
  readonly emitted: readonly Emitted[]
  /** The book, position, equity and money after the last tick, as text. */
  readonly book: string
  readonly worth: {
    readonly equity: string
    readonly position: number
    readonly fees: string
    readonly cost: string
  }
  readonly state: BotState
}

/** The small grid with some changes, started at the first point and taken over the others. */
export function given(
  changes: Partial<GridParameters & MarketRules>,
  first: Point,
  ...more: readonly Point[]
): Bench {
  return givenOn(COIN, changes, first, ...more)
}

export function givenOn(
  instrument: Instrument,
  changes: Partial<GridParameters & MarketRules>,
  first: Point,
  ...more: readonly Point[]
): Bench {
  const ticks = [tickAt(0, first, instrument)]
  const { emitted } = drive({ ...request(changes, instrument), ticks, due: [], ends: false })
  const started = bench(instrument, emitted, 0, first)
  return more.reduce((past: Bench, point) => past.after(point), started)
}

function bench(
  instrument: Instrument,
  emitted: readonly Emitted[],
  revision: number,
  last: Point,
): Bench {
  const next = (step: typeof decide, point: Point, soon: readonly Soon[]): readonly Emitted[] => {
    const due = soon.map((each) => each(revision + 1)).sort((a, b) => a.timeMicros - b.timeMicros)
    if (due.some(({ timeMicros }) => timeMicros <= revision * MINUTE)) throw new Error('too early')
    const record = recorder()
    step(replayed(emitted, due), tickAt(revision + 1, point, instrument), record.emit)
    return record.emitted
  }
  const state = replayed(emitted, [])
  const now = snapshot(state, tickAt(revision, last, instrument))
  return {
    when: (point, ...soon) => tell(instrument, next(decide, point, soon)),
    whenEnding: (point, ...soon) => tell(instrument, next(finish, point, soon)),
    after: (point, ...soon) =>
      bench(instrument, [...emitted, ...next(decide, point, soon)], revision + 1, point),
    story: tell(instrument, emitted),
    emitted,
    book: now.orders.map(({ line, side, slot }) => `${line}${side.charAt(0)}/${slot}`).join(' '),
    worth: {
      equity: moneyText(now.equity),
      position: state.positionLots * Number(instrument.lotSize),
      fees: moneyText(now.fees),
      cost: moneyText(now.cost),
    },
    state,
  }
}

/** A state that has followed these events and nothing else. */
function replayed(emitted: readonly Emitted[], due: readonly Due[]): BotState {
  const state = initialState(STREAMS, due, 10_000)
  for (const each of emitted) {
    if (each.kind === 'event') evolve(state, each.event)
    else state.checks += 1
  }
  return state
}
