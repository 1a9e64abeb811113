import { applyEvent } from './fold'
import { listenedTo } from './listenedTo'
import type { EventMap, EventType, Projection } from './projection'

/** The view of each run of a season. */
export interface EachRunView<View> {
  /** Of the market alone: what a run's view begins with when it enters. */
  readonly market: View
  /** By contestant, in order of entry. */
  readonly runs: ReadonlyMap<string, View>
}

/**
 * A projection of one run as one of the whole season: at each tick the views of all its runs, side by
 * side, each equal to what the projection makes of that run by itself.
 */
export function eachRun<View>(projection: Projection<View>): Projection<EachRunView<View>> {
  const { name, version, initialView, on, finish } = projection
  const handler = (view: EachRunView<View>, event: EventMap[EventType]): EachRunView<View> => {
    const { contestant } = event
    if (contestant !== null) {
      const before = view.runs.get(contestant) ?? view.market
      const after = applyEvent(on, before, event)
      return after === before ? view : { ...view, runs: new Map(view.runs).set(contestant, after) }
    }
    const market = applyEvent(on, view.market, event)
    const runs = new Map<string, View>()
    for (const [run, before] of view.runs) runs.set(run, applyEvent(on, before, event))
    if (isEntry(event)) runs.set(event.data.contestant, market)
    return { market, runs }
  }
  const types = new Set<EventType>([...listenedTo(projection), 'ContestantEntered'])
  return {
    name: `${name}-of-each-run`,
    version,
    of: 'season',
    initialView: { market: initialView, runs: new Map() },
    on: Object.fromEntries([...types].map((type) => [type, handler])),
    ...(finish && {
      finish: ({ market, runs }: EachRunView<View>): EachRunView<View> => ({
        market,
        runs: new Map([...runs].map(([run, view]) => [run, finish(view)])),
      }),
    }),
  }
}

function isEntry(event: EventMap[EventType]): event is EventMap['ContestantEntered'] {
  return event.type === 'ContestantEntered'
}
