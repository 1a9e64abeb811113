import { minutes } from './testing'
import type { EventMap } from './projection'
import { ProjectionError } from './projectionError'

const event: EventMap['PriceTicked'] = {
  type: 'PriceTicked',
  stream: 'ticks-sketched-tape',
  revision: 17,
  timeMicros: minutes(90),
  contestant: null,
  tick: 17,
  cause: { stream: 'sketch.csv', revision: 19 },
  data: { priceTicks: 115 },
}

describe('ProjectionError', () => {
  it('names projection, fault, and the event by type, stream, revision and time', () => {
    const cause = new Error('no such line')
    const error = new ProjectionError('lines', 'threw', event, 'threw "no such line"', cause)
    expect(error.message).toBe(
      'lines threw "no such line", at PriceTicked, ticks-sketched-tape#17, 2025-01-01T01:30:00Z',
    )
    expect(error).toMatchObject({
      name: 'ProjectionError',
      projection: 'lines',
      fault: 'threw',
      event: { type: 'PriceTicked', stream: 'ticks-sketched-tape', revision: 17 },
    })
    expect(error.cause).toBe(cause)
    expect(error).toBeInstanceOf(Error)
  })

  it('keeps no object of the event, which may be used again', () => {
    const { stream, revision } = event
    const reused = { ...event }
    const error = new ProjectionError('lines', 'kept-event', reused, 'kept the event')
    reused.revision = 18
    expect(error.event).toEqual({ type: 'PriceTicked', stream, revision })
  })

  it.each(['finish', 'rows', 'initialView'] as const)('names its %s', (place) => {
    const error = new ProjectionError('lines', 'no-view', place, 'returned nothing')
    expect(error.message).toBe(`lines returned nothing, in its ${place}`)
    expect(error.event).toBeNull()
  })
})
