import {
  type PlacedViews,
  type Projection,
  drawdown,
  eachRun,
  initialViews,
  runEvents,
  storedView,
  viewsAfter,
} from '@gridledger/projections'
import { everyMinute, filled, seasonOf, started } from '@gridledger/projections/testing'
import { Failure } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { keptViews } from './keptViews'
import { keepView, nearestKept } from './snapshots'

const whole = seasonOf({
  ticks: everyMinute(115, 110, 120),
  runs: {
    bot: { steps: [started(), filled(1, 'buy', 110)], checks: [1, 2] },
    rival: { steps: [started()] },
  },
})

const kept = keptViews('sketched', drawdown, ['bot', 'rival'])
const view = kept.after(kept.initial, whole)
const content = storedView(view)

/** The content with one part of it replaced. */
function changed(from: string, to: string): string {
  expect(content).toContain(from)
  return content.replace(from, to)
}

describe('the views of a projection that are kept', () => {
  it('are folded as its views are', () => {
    expect(kept.initial).toEqual(initialViews(drawdown, ['bot', 'rival']))
    expect(view).toEqual(viewsAfter(drawdown, ['bot', 'rival'], kept.initial, whole))
    expect(kept.restored(content)).toEqual(view)
  })

  const nameOf = <View>(projection: Projection<View>, ...contestants: (string | null)[]) => {
    const { season, view: name, version } = keptViews('sketched', projection, contestants)
    return [season, name, version].join(' / ')
  }

  it.each([
    ['sketched / projection drawdown of bot / 1', nameOf(drawdown, 'bot')],
    ['sketched / projection drawdown of bot, rival / 1', nameOf(drawdown, 'bot', 'rival')],
    ['sketched / projection drawdown of rival, bot / 1', nameOf(drawdown, 'rival', 'bot')],
    // No contestant has a space in its name.
    ['sketched / projection drawdown of the season / 1', nameOf(drawdown, null)],
    ['sketched / projection drawdown of bot / 2', nameOf({ ...drawdown, version: 2 }, 'bot')],
    [
      'sketched / projection drawdown-of-each-run of the season / 1',
      nameOf(eachRun(drawdown), null),
    ],
  ])('have a name of their own: %s', (expected, name) => {
    expect(name).toBe(expected)
  })

  it.each<readonly [string, string]>([
    ['no JSON', content.slice(1)],
    ['cut short', content.slice(0, -20)],
    ['nothing', '{}'],
    ['null', 'null'],
    ['the views of one contestant', storedView({ ...view, views: view.views.slice(1) })],
    ['the views of three', storedView({ ...view, views: [...view.views, ...view.views] })],
    ['views of another projection', storedView({ ...view, views: [{ count: 1 }, { count: 2 }] })],
    ['one view of another', storedView({ ...view, views: [view.views[0], null] })],
    ['no last tick', storedView({ ...view, last: null })],
    ['a last tick without its price', changed('"priceTicks":120,', '')],
    ['another tick than the next is after', changed('"ticks":3', '"ticks":2')],
    ['no place of a run', changed('["rival",', '["rivals",')],
    ['a place without its checks', changed('{"checks":2,"events":2}', '{"events":2}')],
    ['a place that is a text', changed('"rates":1', '"rates":"1"')],
  ])('are not restored from what is none: %s', (_what, text) => {
    expect(kept.restored(text)).toBeUndefined()
  })

  it('are not taken where they say that they stand at another tick', async () => {
    const ledger = memoryLedger()
    await keepView(ledger, kept, view)
    expect(await nearestKept(ledger, kept, 2)).toEqual(view)
    const { season, view: name, version } = kept
    await ledger.snapshots!.put({ season, view: name, version, tick: 7, content })()
    expect(await nearestKept(ledger, kept, 7)).toBeUndefined()
    expect(await nearestKept(ledger, kept, 6)).toEqual(view)
  })
})

describe('what cannot be stored', () => {
  const placed = <View>(one: View): PlacedViews<View> => ({ ...view, views: [one] })

  it('is named as bad input', async () => {
    const any: Projection<unknown> = { name: 'any', version: 1, initialView: null, on: {} }
    const odd = keptViews('sketched', any, ['bot'])
    await expect(
      keepView(
        memoryLedger(),
        odd,
        placed(() => 1),
      ),
    ).rejects.toThrow(
      new Failure({
        kind: 'input',
        message:
          'projection any of bot cannot be kept: ' +
          'TypeError: expected a view of plain data, found function',
      }),
    )
  })

  it('may be too deep a chain', async () => {
    const chained = keptViews('sketched', runEvents, ['bot'])
    let events = runEvents.initialView
    const { views } = chained.after(chained.initial, whole)
    for (let count = 0; count < 20_000; count += 1)
      events = { event: views[0]!.event, before: events }
    await expect(keepView(memoryLedger(), chained, placed(events))).rejects.toThrow(
      'projection run-events of bot cannot be kept: its parts are nested too deeply',
    )
  })
})
