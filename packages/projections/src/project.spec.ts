import { TestScheduler } from 'rxjs/testing'
import { cutBefore, everyMinute, filled, minutes, seasonOf, started, usdt, viewOf } from './testing'
import { type DrawdownView, drawdown } from './drawdown'
import { project } from './project'
import type { Projection } from './projection'
import type { SeasonBatch } from './seasonBatch'

const steps = [started({}, { price: 115 }), filled(0, 'buy', 100, { quantity: 10 })]
const whole = seasonOf({
  ticks: everyMinute(100, 110, 90, 95, 80, 120),
  fundings: [[minutes(1), '0.0001']],
  runs: { bot: { steps }, other: { steps: [started({}, { price: 115 })] } },
})
const [a, b, c] = cutBefore(whole, 2, 4)

/** How many ticks there were, and whether the season was taken to be over. */
const ticks: Projection<string> = {
  name: 'ticks',
  version: 1,
  initialView: '',
  on: { PriceTicked: (view, { data }) => `${view} ${data.priceTicks}` },
  finish: (view) => `${view} end`,
}
const unfinished: Projection<string> = {
  name: 'unfinished',
  version: 1,
  initialView: '0',
  on: { OrderFilled: (view) => `${view} fill`, FundingRatePublished: (view) => `${view} rate` },
}

function inTime(work: Parameters<TestScheduler['run']>[0]): void {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(work)
}

describe('project', () => {
  it('gives the view after each batch, at once, and ends with the batches', () => {
    inTime(({ cold, expectObservable, expectSubscriptions }) => {
      const batches = cold('  --a---b-c--|', { a: a!, b: b!, c: c! })
      const subscribed = '    ^----------!'
      const expected = '      --x---y-z--|'
      expectObservable(batches.pipe(project(ticks, null))).toBe(expected, {
        x: ' 100 110 end',
        y: ' 100 110 90 95 end',
        z: ' 100 110 90 95 80 120 end',
      })
      expectSubscriptions(batches.subscriptions).toBe(subscribed)
    })
  })

  it('finishes each view for itself and goes on from the unfinished one', () => {
    const troughs = (view: DrawdownView) => view.falls.deepest.trough
    inTime(({ cold, expectObservable }) => {
      const views = cold('a-b-(c|)', { a: a!, b: b!, c: c! }).pipe(project(drawdown, 'bot'))
      const [upToB] = [viewOf(drawdown, [a!, b!], 'bot')]
      expect(troughs(upToB)).toBe(usdt(900))
      expectObservable(views).toBe('x-y-(z|)', {
        x: viewOf(drawdown, [a!], 'bot'),
        y: upToB,
        z: viewOf(drawdown, whole, 'bot'),
      })
    })
  })

  it('does without a finish', () => {
    inTime(({ cold, expectObservable }) => {
      const views = cold('a|', { a: whole }).pipe(project(unfinished, 'bot'))
      expectObservable(views).toBe('x|', { x: '0 fill rate' })
    })
  })

  it('follows one contestant, or the market alone', () => {
    inTime(({ cold, expectObservable }) => {
      const batches = cold('a|', { a: whole })
      expectObservable(batches.pipe(project(unfinished, 'other'))).toBe('x|', { x: '0 rate' })
      expectObservable(batches.pipe(project(unfinished, null))).toBe('x|', { x: '0 rate' })
    })
  })

  it('passes an error on after the views before it', () => {
    inTime(({ cold, expectObservable }) => {
      const batches = cold('a-#', { a: a! }, 'the disk')
      const expected = '    x-#'
      const views = { x: ' 100 110 end' }
      expectObservable(batches.pipe(project(ticks, null))).toBe(expected, views, 'the disk')
    })
  })

  it('turns what a handler throws into an error', () => {
    const broken: Projection<number> = {
      ...{ name: 'broken', version: 1, initialView: 0 },
      on: {
        OrderFilled: () => {
          throw new Error('a broken invariant')
        },
      },
    }
    inTime(({ cold, expectObservable }) => {
      const views = cold('a-a|', { a: whole }).pipe(project(broken, 'bot'))
      expectObservable(views).toBe('#', {}, new Error('a broken invariant'))
    })
  })

  it('gives nothing for no batches', () => {
    inTime(({ cold, expectObservable }) => {
      expectObservable(cold<SeasonBatch>('--|').pipe(project(ticks, null))).toBe('--|')
    })
  })

  it('begins anew with each subscription', () => {
    inTime(({ cold, expectObservable }) => {
      const views = cold('a|', { a: a! }).pipe(project(ticks, null))
      expectObservable(views).toBe('x|', { x: ' 100 110 end' })
      expectObservable(views, '---^').toBe('---x|', { x: ' 100 110 end' })
    })
  })

  it('leaves the batches when its reader leaves', () => {
    inTime(({ hot, expectObservable, expectSubscriptions }) => {
      const batches = hot('a--b--c', { a: a!, b: b!, c: c! })
      const left = '       ^---!'
      expectObservable(batches.pipe(project(ticks, null)), left).toBe('x--y', {
        x: ' 100 110 end',
        y: ' 100 110 90 95 end',
      })
      expectSubscriptions(batches.subscriptions).toBe(left)
    })
  })
})
