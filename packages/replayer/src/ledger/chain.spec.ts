import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import type { DenseBatch, SparseBatch } from '@gridledger/domain'
import { chainValue, copyChain, extendChain, resumeChain, startChain } from './chain'

const COUNT = 9000
const column = (factor: number) =>
  Float64Array.from({ length: COUNT + 1 }, (_, row) => row * factor)
const ticks: DenseBatch = {
  kind: 'dense',
  type: 'PriceTicked',
  causeStream: 'tape-a',
  count: COUNT,
  columns: [column(1_000_003_000_000), column(1), column(-1_000_000_007)],
}
const cancelled: SparseBatch = {
  kind: 'sparse',
  events: Array.from({ length: 20 }, (_, index) => ({
    type: 'OrderCancelled',
    timeMicros: index,
    tick: index,
    cause: { stream: 'ticks-ü', revision: index },
    data: { side: 'buy', line: index, order: index },
  })),
}

const sha256 = (...parts: readonly Uint8Array[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest()
const bytesOfRows = (from: number, to: number) =>
  Buffer.concat(
    Array.from({ length: to - from }, (_, index) => {
      const row = BigInt64Array.from(ticks.columns, (numbers) => BigInt(numbers[from + index] ?? 0))
      return new Uint8Array(row.buffer)
    }),
  )

describe('the chain of a stream', () => {
  it('starts with the hash of its name', () => {
    const expected = createHash('sha256').update('ticks-ü', 'utf8').digest('hex')
    expect(chainValue(startChain('ticks-ü'))).toBe(expected)
  })

  it('has a link for every 4,096 events, and gives each that became whole', () => {
    const chain = startChain('ticks-a')
    const first = sha256(sha256(Buffer.from('ticks-a')), bytesOfRows(0, 4096))
    const second = sha256(first, bytesOfRows(4096, 8192))
    const last = sha256(second, bytesOfRows(8192, COUNT))
    expect(extendChain(chain, ticks)).toEqual([first, second])
    expect(chainValue(chain)).toBe(last.toString('hex'))
    expect(chain.events).toBe(COUNT)
  })

  it('is the same however its events are cut', () => {
    const whole = startChain('ticks-a')
    const links = extendChain(whole, ticks)
    const cuts = fc.array(fc.integer({ min: 0, max: COUNT }), { maxLength: 6 })
    fc.assert(
      fc.property(cuts, (places) => {
        const chain = startChain('ticks-a')
        const ends = [...places.toSorted((a, b) => a - b), COUNT]
        const found = ends.flatMap((end) => extendChain(chain, ticks, chain.events, end))
        expect(found).toEqual(links)
        expect(chainValue(chain)).toBe(chainValue(whole))
      }),
      { numRuns: 12 },
    )
  })

  it('can be taken up after any whole link', () => {
    const whole = startChain('ticks-a')
    for (const [index, link] of extendChain(whole, ticks).entries()) {
      const resumed = resumeChain(index + 1, link)
      expect(chainValue(resumed)).toBe(link.toString('hex'))
      extendChain(resumed, ticks, resumed.events)
      expect(resumed.events).toBe(COUNT)
      expect(chainValue(resumed)).toBe(chainValue(whole))
    }
  })

  it.each([0, 100, 4096])('leaves the copy of a chain of %d events as it was', (events) => {
    const chain = startChain('ticks-a')
    extendChain(chain, ticks, 0, events)
    const copy = copyChain(chain)
    extendChain(chain, ticks, events)
    expect(copy.events).toBe(events)
    extendChain(copy, ticks, events)
    expect(chainValue(copy)).toBe(chainValue(chain))
  })

  it('covers sparse events by their text', () => {
    const chain = startChain('run-a')
    extendChain(chain, cancelled, 0, 2)
    const text = (n: number) =>
      `{"type":"OrderCancelled","schemaVersion":1,"timeMicros":${n},"tick":${n},` +
      `"cause":{"stream":"ticks-ü","revision":${n}},` +
      `"data":{"side":"buy","line":${n},"order":${n}}}`
    const expected = sha256(sha256(Buffer.from('run-a')), Buffer.from(text(0) + text(1)))
    expect(chainValue(chain)).toBe(expected.toString('hex'))
  })

  it('covers texts of any length and any letters', () => {
    const lengths = [10, 30_000, 70_000, 5, 21_000, 21_900, 1, 200_000, 3]
    const events = lengths.map((length, timeMicros) => {
      return {
        type: 'Noted',
        schemaVersion: 1,
        timeMicros,
        data: `{"text":"${'aü€😀'.repeat(length / 5)}"}`,
      }
    })
    const chain = startChain('run-a')
    extendChain(chain, { kind: 'stored', events })
    const text = events.map(
      ({ timeMicros, data }) =>
        `{"type":"Noted","schemaVersion":1,"timeMicros":${timeMicros},${data.slice(1)}`,
    )
    const expected = sha256(sha256(Buffer.from('run-a')), Buffer.from(text.join('')))
    expect(chainValue(chain)).toBe(expected.toString('hex'))
  })

  it.each([
    ['half a tick', Float64Array.of(1, 1.5), 'column 2, row 1: expected a whole number, found 1.5'],
    ['no number', Float64Array.of(1, NaN), 'column 2, row 1: expected a whole number, found NaN'],
    ['2^53', Float64Array.of(-(2 ** 53), 0), 'row 0: expected a whole number, found -900719925474'],
    ['too few rows', Float64Array.of(1), 'row 1: expected a whole number, found undefined'],
  ])('cannot cover %s', (_, prices, message) => {
    const [times, causes] = [Float64Array.of(1, 2), Float64Array.of(1, 2)]
    const batch = { ...ticks, count: 2, columns: [times, causes, prices] }
    expect(() => extendChain(startChain('ticks-a'), batch)).toThrow(message)
  })

  it('cannot cover a row of more numbers than its type has', () => {
    const batch = { ...ticks, columns: [...ticks.columns, column(1)] }
    expect(() => extendChain(startChain('ticks-a'), batch)).toThrow('3 columns, found 4')
  })
})
