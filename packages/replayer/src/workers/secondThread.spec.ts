import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import type { DenseBatch } from '@gridledger/domain'
import { LINK_EVENTS, chainValue, extendChain, extendChainLater, startChain } from '../ledger/chain'
import { encodePage } from '../ledger/pages'
import { SLOTS } from './rowQueue'
import { type Later, packLater } from './secondThread'

const LINKS = 3 * SLOTS
const COUNT = LINKS * LINK_EVENTS + 1000

function checks(count = COUNT): DenseBatch {
  const column = (of: (row: number) => number) =>
    Float64Array.from({ length: count }, (_, r) => of(r))
  const columns = [
    column((row) => 1_761_264_000_000_000 + row * 15_000_000),
    column((row) => row),
    column((row) => 5_000_000_000_000_000 + ((row * 7919) % 104_729) * 1_000_003),
    column((row) => 12_000_000_000 + ((row * 31) % 6007) * 4_999),
    column((row) => row % 3),
  ]
  return { kind: 'dense', type: 'LiquidationChecked', causeStream: 'ticks-a', count, columns }
}

/** Waits until a second thread is there: it is started when there was much to do. */
async function untilServed(): Promise<void> {
  const { columns } = checks(LINK_EVENTS)
  const rows = { columns, from: 0, to: LINK_EVENTS }
  for (let page = packLater(rows); page.job() === null; page = packLater(rows)) {
    page.take()
    await delay(1)
  }
}

const twoCores = availableParallelism() > 1 ? it : it.skip
const WHERE = '(where there are two cores)'

describe('a second thread', () => {
  const batch = checks()

  beforeAll(() => (availableParallelism() > 1 ? untilServed() : undefined))

  twoCores(`hashes links as this one does ${WHERE}`, () => {
    const links = extendChain(startChain('checks-a'), batch)
    const chain = startChain('checks-a')
    const later = extendChainLater(chain, batch, 0, LINKS * LINK_EVENTS)
    expect(later.slice(-SLOTS).every((link) => link.job() !== null)).toBe(true)
    expect(later.map((link) => link.take())).toEqual(links)
    expect(later.every((link) => link.job() === null)).toBe(true)
  })

  twoCores(`makes chains that do not depend on how they are cut ${WHERE}`, () => {
    const whole = startChain('checks-a')
    extendChain(whole, batch)
    const cuts = fc.array(fc.integer({ min: 0, max: COUNT }), { maxLength: 6 })
    fc.assert(
      fc.property(cuts, (places) => {
        const [chain, other] = [startChain('checks-a'), startChain('checks-b')]
        for (const end of [...places.toSorted((a, b) => a - b), COUNT]) {
          extendChainLater(other, batch, 0, Math.min(end, 3 * LINK_EVENTS))
          extendChainLater(chain, batch, chain.events, end)
        }
        expect(chainValue(chain)).toBe(chainValue(whole))
      }),
      { numRuns: 12 },
    )
  })

  twoCores(`packs pages as this one does, while links are hashed ${WHERE}`, () => {
    const places = Array.from({ length: LINKS }, (_, index) => index * LINK_EVENTS)
    const chain = startChain('checks-a')
    const found: (readonly [Later<Buffer> | undefined, Later<Buffer>])[] = places.map((from) => {
      const to = from + LINK_EVENTS
      const [link] = extendChainLater(chain, batch, from, to)
      return [link, packLater({ columns: batch.columns, from, to })]
    })
    const links = extendChain(startChain('checks-a'), batch)
    for (const [index, [link, page]] of found.entries()) {
      const from = index * LINK_EVENTS
      expect(page.take()).toEqual(encodePage(batch.columns, from, from + LINK_EVENTS))
      expect(link?.take()).toEqual(links[index])
    }
  })

  twoCores(`says of what cannot be hashed what this one says, and goes on ${WHERE}`, () => {
    const columns = batch.columns.map((column) => column.slice())
    columns[2]?.fill(0.5, 2 * LINK_EVENTS + 7, 2 * LINK_EVENTS + 8)
    const chain = startChain('checks-a')
    const links = extendChainLater(chain, { ...batch, columns }, 0, 5 * LINK_EVENTS)
    const told = 'LiquidationChecked, column 2, row 8199: expected a whole number, found 0.5'
    expect(() => chainValue(chain)).toThrow(told)
    expect(() => links[2]?.take()).toThrow(told)
    expect(() => links[4]?.take()).toThrow(told)
    const sound = extendChain(startChain('checks-a'), batch, 0, 2 * LINK_EVENTS)
    expect(links.slice(0, 2).map((link) => link.take())).toEqual(sound)
    for (let page = 0; page < SLOTS + 1; page += 1)
      expect(
        packLater({ columns: batch.columns, from: 0, to: 4096 }).take().length,
      ).toBeGreaterThan(0)
  })

  twoCores(
    `holds the rows of no more jobs than it has room for, however long a chain is ${WHERE}`,
    async () => {
      const chain = startChain('checks-a')
      const held = Array.from({ length: 2 * SLOTS }, () => {
        const one = checks(LINK_EVENTS)
        extendChainLater(chain, one)
        return new WeakRef(one)
      })
      expect(chainValue(chain)).toMatch(/^[0-9a-f]{64}$/)
      setFlagsFromString('--expose-gc')
      const collect: () => void = runInNewContext('gc')
      // What a WeakRef was asked for lives until the turn ends.
      await delay(1)
      collect()
      expect(held.filter((one) => one.deref() !== undefined).length).toBeLessThanOrEqual(SLOTS)
    },
  )

  twoCores(`leaves to this one what it has no room for ${WHERE}`, () => {
    const columns = [...batch.columns, ...batch.columns].map((column) => column.subarray(0, 4096))
    const page = packLater({ columns, from: 0, to: 4096 })
    expect(page.job()).toBeNull()
    expect(page.take()).toEqual(encodePage(columns, 0, 4096))
  })
})
