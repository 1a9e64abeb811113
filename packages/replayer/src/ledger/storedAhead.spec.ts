import { setTimeout as delay } from 'node:timers/promises'
import { storedAhead } from './storedAhead'

/** Pieces 1 to `count`, and what happens with them in the order in which it happens. */
function pieces(count: number, failing: { readonly made?: number; readonly stored?: number } = {}) {
  const log: string[] = []
  async function* make() {
    for (let piece = 1; piece <= count; piece += 1) {
      await delay(1)
      if (piece === failing.made) throw new Error(`${piece} cannot be made`)
      log.push(`made ${piece}`)
      yield piece
    }
  }
  const store = async (piece: number) => {
    log.push(`begun ${piece}`)
    await delay(10)
    if (piece === failing.stored) throw new Error(`${piece} cannot be stored`)
    log.push(`stored ${piece}`)
  }
  return { log, stored: storedAhead(make(), store) }
}

describe('pieces that are stored ahead', () => {
  it('are stored in order, one at a time, while the next is made', async () => {
    const { log, stored } = pieces(3)
    for await (const piece of stored) log.push(`passed ${piece}`)
    expect(log).toEqual([
      ...['made 1', 'begun 1', 'made 2', 'stored 1', 'begun 2', 'passed 1', 'made 3'],
      ...['stored 2', 'begun 3', 'passed 2', 'stored 3', 'passed 3'],
    ])
  })

  it('are none where none come', async () => {
    const { log, stored } = pieces(0)
    for await (const piece of stored) log.push(`passed ${piece}`)
    expect(log).toEqual([])
  })

  it.each([1, 2, 3])('end where piece %i cannot be stored', async (piece) => {
    const { log, stored } = pieces(3, { stored: piece })
    const passed: number[] = []
    const all = async () => {
      for await (const one of stored) passed.push(one)
    }
    await expect(all()).rejects.toThrow(`${piece} cannot be stored`)
    expect(passed).toEqual([1, 2, 3].slice(0, piece - 1))
    expect(log.filter((line) => line.startsWith('begun'))).toHaveLength(piece)
  })

  it('end where one cannot be made, once what came before is stored', async () => {
    const { log, stored } = pieces(3, { made: 3 })
    const all = async () => {
      for await (const one of stored) log.push(`passed ${one}`)
    }
    await expect(all()).rejects.toThrow('3 cannot be made')
    expect(log.at(-1)).toBe('stored 2')
  })

  it('are waited for by who leaves early', async () => {
    const { log, stored } = pieces(3)
    for await (const piece of stored) if (piece === 1) break
    expect(log.at(-1)).toBe('stored 2')
  })
})
