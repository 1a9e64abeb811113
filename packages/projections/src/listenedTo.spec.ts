import { DENSE_EVENTS, SPARSE_EVENTS } from '@gridledger/domain'
import { equity } from './equity'
import { EVENT_TYPES, isEventType, listenedTo } from './listenedTo'

describe('the types of events', () => {
  it('are those of the codecs, each once', () => {
    expect([...EVENT_TYPES].sort()).toEqual(
      [...Object.keys(SPARSE_EVENTS), ...Object.keys(DENSE_EVENTS)].sort(),
    )
    expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length)
  })

  it.each([
    ['OrderFilled', true],
    ['PriceTicked', true],
    ['OrderFiled', false],
    ['toString', false],
    ['', false],
  ])('are told by name: %s', (text, isOne) => {
    expect(isEventType(text)).toBe(isOne)
  })
})

describe('listenedTo', () => {
  it('names what has a handler, in one order', () => {
    const keep = (view: number) => view
    const forth = { OrderFilled: keep, PriceTicked: keep, GridStarted: keep }
    const back = { GridStarted: keep, PriceTicked: keep, OrderFilled: keep }
    expect(listenedTo({ on: forth })).toEqual(['GridStarted', 'OrderFilled', 'PriceTicked'])
    expect(listenedTo({ on: back })).toEqual(listenedTo({ on: forth }))
  })

  it('passes over what is no event', () => {
    const on = { ...equity.on, constructor: () => 1, OrderFiled: () => 1 }
    expect(listenedTo({ on })).toEqual(listenedTo(equity))
    expect(listenedTo({ on: {} })).toEqual([])
  })
})
