import { TestScheduler } from 'rxjs/testing'
import { cutBefore, everyMinute, seasonOf } from './testing'
import { liveView } from './liveView'
import type { Projection } from './projection'

const whole = seasonOf({
  ticks: everyMinute(100, 110, 90, 95, 80, 120),
  runs: { bot: { steps: [] } },
})
const [a, b, c] = cutBefore(whole, 2, 4)
const BATCHES = { a: a!, b: b!, c: c! }
/** The views after each batch. */
const VIEWS = { x: '100 110', y: '100 110 90 95', z: '100 110 90 95 80 120' }

/** The prices, and how often a handler was called for all who look. */
function counting(): { readonly calls: () => number; readonly prices: Projection<string> } {
  let calls = 0
  const prices: Projection<string> = {
    ...{ name: 'prices', version: 1, initialView: '' },
    on: {
      PriceTicked: (view, { data }) => {
        calls += 1
        return `${view}${view === '' ? '' : ' '}${data.priceTicks}`
      },
    },
  }
  return { prices, calls: () => calls }
}

function inTime(work: Parameters<TestScheduler['run']>[0]): void {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(work)
}

describe('liveView', () => {
  it('gives whoever comes late the view at once, and then those that follow', () => {
    inTime(({ cold, expectObservable, expectSubscriptions }) => {
      const batches = cold('  -a--b----c-|', BATCHES)
      const views = batches.pipe(liveView(counting().prices, 'bot'))
      expectObservable(views).toBe('-x--y----z-|', VIEWS)
      const late = '          ------^-----'
      expectObservable(views, late).toBe('------y--z-|', VIEWS)
      const between = '       -----^------'
      expectObservable(views, between).toBe('-----y---z-|', VIEWS)
      expectSubscriptions(batches.subscriptions).toBe('^----------!')
    })
  })

  it('gives whoever comes after the end the last view', () => {
    inTime(({ cold, expectObservable, expectSubscriptions }) => {
      const batches = cold('  -a-b-c|', BATCHES)
      const views = batches.pipe(liveView(counting().prices, 'bot'))
      expectObservable(views).toBe('-x-y-z|', VIEWS)
      expectObservable(views, '----------^').toBe('----------(z|)', VIEWS)
      expectSubscriptions(batches.subscriptions).toBe('^-----!')
    })
  })

  it('folds each event once for all who look', () => {
    const { prices, calls } = counting()
    inTime(({ cold, expectObservable }) => {
      const views = cold('-a-b-c|', BATCHES).pipe(liveView(prices, 'bot'))
      expectObservable(views).toBe('-x-y-z|', VIEWS)
      expectObservable(views, '--^').toBe('--xy-z|', { ...VIEWS })
      expectObservable(views, '---------^').toBe('---------(z|)', VIEWS)
    })
    expect(calls()).toBe(6)
  })

  it('ends when nobody is left, and not before, and begins anew with who comes then', () => {
    inTime(({ cold, expectObservable, expectSubscriptions }) => {
      const batches = cold('   -a--b----c-|', BATCHES)
      const views = batches.pipe(liveView(counting().prices, 'bot'))
      expectObservable(views, '^--!').toBe('-x', VIEWS)
      expectObservable(views, '--^---!').toBe('--x-y', VIEWS)
      expectObservable(views, '--------^----!').toBe('---------x--y', VIEWS)
      expectSubscriptions(batches.subscriptions).toBe(['^-----!', '--------^----!'])
    })
  })

  it('lets errors of the batches reach all, whoever comes later again', () => {
    inTime(({ cold, expectObservable }) => {
      const views = cold('-a--#', BATCHES, 'the disk').pipe(liveView(counting().prices, 'bot'))
      expectObservable(views).toBe('-x--#', VIEWS, 'the disk')
      expectObservable(views, '--^').toBe('--x-#', VIEWS, 'the disk')
      expectObservable(views, '------^').toBe('-------x--#', VIEWS, 'the disk')
    })
  })

  it('lets what a handler throws reach all', () => {
    const broken: Projection<number> = {
      ...{ name: 'broken', version: 1, initialView: 0 },
      on: {
        PriceTicked: (view, { data }) => {
          if (data.priceTicks === 90) throw new Error('a broken invariant')
          return view + 1
        },
      },
    }
    inTime(({ cold, expectObservable, expectSubscriptions }) => {
      const batches = cold('  -a--b--c|', BATCHES)
      const views = batches.pipe(liveView(broken, 'bot'))
      const error = new Error('a broken invariant')
      expectObservable(views).toBe('-x--#', { x: 2 }, error)
      expectObservable(views, '--^').toBe('--x-#', { x: 2 }, error)
      expectSubscriptions(batches.subscriptions).toBe('^---!')
    })
  })
})
