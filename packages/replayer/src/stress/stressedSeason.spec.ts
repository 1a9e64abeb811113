import * as E from 'fp-ts/Either'
import { busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { right } from '../../../../test/support/tapes'
import { parseTapeMethod } from '../derived/tapeMethod'
import type { PreparedSeason } from '../season/prepareSeason'
import { stressedSeason } from './stressedSeason'

const folder = suiteFolder()
let busy: PreparedSeason
beforeAll(async () => {
  busy = await prepared(folder, busySeason(folder))
})

const stressed = (method: string, season = busy) =>
  stressedSeason(season, right(parseTapeMethod(method)))

describe('stressedSeason', () => {
  it('is a season of its own on a tape of its own, and says that the market is invented', async () => {
    const season = right(await stressed('volatility-200'))
    expect(season.season).toBe('busy-volatility-200')
    expect(season.tape.name).toBe(`${busy.tape.name}-volatility-200`)
    expect(season.opened.data).toMatchObject({
      season: 'busy-volatility-200',
      tape: season.tape.name,
      title: "busy, with each bar's moves at 200 %",
      notes: [
        `The market is invented: it is the tape ${busy.tape.name} with each bar's moves at 200 %.`,
      ],
    })
    expect(season.entries.map(({ entry }) => entry.contestant)).toEqual([
      'amended',
      'stopped',
      'liquidated',
      'kept',
    ])
  })

  it('along another path invents nothing, and says what it did', async () => {
    const season = right(await stressed('low-first'))
    expect(season.opened.data).toMatchObject({
      notes: [
        `The tape is ${busy.tape.name} with the extremes of its candles in the order low-first.`,
      ],
    })
  })

  it('names those whose grid is refused there', async () => {
    const [entry] = busySeason(folder).contestants
    const wide = { ...entry!, name: 'wide', lowerPrice: '60000', amendments: [] }
    const both = { ...busySeason(folder), contestants: [entry!, wide] }
    const season = right(
      await stressed('shock-minus-30-at-20251023t182900z', await prepared(folder, both)),
    )
    expect(season.entries.map(({ entry: { contestant } }) => contestant)).toEqual(['wide'])
    expect(JSON.stringify(season.opened.data)).toContain(
      'amended is missing, for its grid is refused there: lowerPrice, upperPrice: expected',
    )
  })

  it('is none where no grid starts', async () => {
    const refused = await stressed('shock-minus-30-at-20251023t182900z')
    expect(E.isLeft(refused) ? refused.left : '').toMatch(
      /^shock-minus-30-at-20251023t182900z: no grid starts there: amended is missing/,
    )
  })
})
