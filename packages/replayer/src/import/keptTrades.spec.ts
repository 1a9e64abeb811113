import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { suiteFolder } from '../../../../test/support/files'
import { right } from '../../../../test/support/tapes'
import { type PlacedBatch, keepTrades } from './keptTrades'
import { digestOf } from './tradeBatch'

const folder = suiteFolder()
const BYTES_PER_TRADE = 12

/** Batches of three trades, so many. */
function batches(count: number): readonly PlacedBatch[] {
  return Array.from({ length: count }, (_, index) => ({
    before: 3 * index,
    batch: {
      count: 3,
      firstLine: 2 + 3 * index,
      times: Float64Array.of(index, index, index + 1),
      ticks: Int32Array.of(7, 8, 9),
      gaps: [],
    },
  }))
}

function kept(mostTrades: number, wanted = (_index: number) => true) {
  const path = folder.write('trades.csv', 'what it was')
  utimesSync(path, 0, 0)
  const keeping = keepTrades([path], mostTrades * BYTES_PER_TRADE)
  const all = batches(4)
  for (const [index, placed] of all.entries()) keeping.add(placed, wanted(index))
  return { path, all, ...keeping }
}
const given = (of: Iterable<E.Either<never, PlacedBatch>> | undefined) =>
  of === undefined ? undefined : [...of].map(right)

describe('keepTrades', () => {
  it('gives what it has taken, once', () => {
    const { all, give } = kept(12)
    expect(given(give())).toEqual(all)
    expect(give()).toBeUndefined()
  })

  it('gives nothing where there were more than it may hold', () => {
    expect(kept(11).give()).toBeUndefined()
  })

  it('holds only what is wanted, and knows all of it again', () => {
    const { all, give, digests } = kept(6, (index) => index === 1 || index === 2)
    expect(given(give())).toEqual(all.slice(1, 3))
    expect(digests).toEqual(all.map(({ batch }) => digestOf(batch)))
    expect(new Set(digests).size).toBe(4)
  })

  it.each<[name: string, change: (path: string) => void]>([
    ['written', (path) => writeFileSync(path, 'what it is!')],
    ['touched', (path) => utimesSync(path, 0, 1)],
    ['removed', (path) => rmSync(path)],
  ])('gives nothing of a file that was %s meanwhile', (_name, change) => {
    const { path, give } = kept(12)
    change(path)
    expect(give()).toBeUndefined()
  })
})

describe('digestOf', () => {
  const [{ batch } = batches(1)[0]!] = batches(1)
  it.each([
    ['a time', { ...batch, times: Float64Array.of(0, 0, 2) }],
    ['a price', { ...batch, ticks: Int32Array.of(7, 8, 10) }],
    ['a line', { ...batch, firstLine: 3 }],
  ])('tells %s', (_name, other) => {
    expect(digestOf(other)).not.toBe(digestOf(batch))
    expect(digestOf({ ...batch })).toBe(digestOf(batch))
  })
})
