import * as fc from 'fast-check'
import { busySeason, BUSY_BARS, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { SEASON_1_START } from '../../../../test/support/marketFiles'
import { right } from '../../../../test/support/tapes'
import { recordTape } from '../import/recordTape'
import type { Tape } from '../import/tape'
import { memoryLedger } from '../ledger/memoryLedger'
import { readTape } from '../season/recordedSeason'
import { allTicks } from '../season/simulateSeason'
import { derivedTape } from './derivedTape'
import { parseTapeMethod, tapeMethodText } from './tapeMethod'

const MINUTE = 60_000_000
const folder = suiteFolder()
let whole: Tape

beforeAll(async () => {
  whole = (await prepared(folder, busySeason(folder))).tape
})

const cut = async (fromMicros: number, toMicros: number) =>
  right(await derivedTape(whole, { kind: 'span', fromMicros, toMicros }))

/** What of a tape does not name it. */
async function contentOf(tape: Tape) {
  const { batch } = await allTicks(tape)
  const { name: _name, opening, sealed, ticks: _ticks, layouts: _layouts, ...facts } = tape
  const [opened, ...rates] = opening
  if (opened?.type !== 'TapeOpened') throw new Error('no TapeOpened')
  const { tape: _tape, derived: _derived, ...data } = opened.data
  const { cause: _cause, ...seal } = sealed
  const columns = batch.columns.map((column) => [...column])
  const marks = tape.marks?.columns.map((column) => [...column])
  return { ...facts, opened: { ...opened, data }, rates, seal, columns, marks }
}

describe('a span of a tape', () => {
  it('is the tape that a season of that span would have been run on', async () => {
    const season = busySeason(folder)
    const spans = fc
      .tuple(fc.integer({ min: 0, max: BUSY_BARS - 2 }), fc.integer({ min: 11, max: BUSY_BARS }))
      .filter(([first, last]) => first < last)
    await fc.assert(
      fc.asyncProperty(spans, fc.integer({ min: 0, max: 59 }), async ([first, last], early) => {
        // Within a minute the first bar after it begins.
        const seconds = first === 0 ? 0 : early
        const start = SEASON_1_START + first * MINUTE - seconds * 1_000_000
        const end = SEASON_1_START + last * MINUTE
        const contestants = season.contestants.slice(0, 1).map(({ amendments: _, ...bot }) => ({
          ...bot,
          lowerPrice: '90000',
          upperPrice: '130000',
        }))
        const made = await prepared(folder, { ...season, start, end, contestants })
        expect(await contentOf(await cut(start, end))).toEqual(await contentOf(made.tape))
      }),
      { numRuns: 25 },
    )
  })

  it('names the tape that it is of, and its moments', async () => {
    const span = await cut(SEASON_1_START + 60 * MINUTE, SEASON_1_START + 120 * MINUTE)
    const method = 'span-20251023t193000z-20251023t203000z'
    expect(span.name).toBe(`${whole.name}-${method}`)
    expect(span.opening[0]).toMatchObject({ data: { derived: { from: whole.name, method } } })
    expect(tapeMethodText(right(parseTapeMethod(method)))).toBe(method)
  })

  it('is recorded and read back as any tape', async () => {
    const span = await cut(SEASON_1_START + 60 * MINUTE, SEASON_1_START + 120 * MINUTE)
    const ledger = memoryLedger()
    await recordTape(ledger, span)
    expect(await contentOf(await readTape(ledger, span.name))).toEqual(await contentOf(span))
  })

  it.each([
    [-1, 100, 'expected a start within'],
    [0, BUSY_BARS + 1, 'expected an end within'],
    [BUSY_BARS, BUSY_BARS + 1, 'expected a start within'],
    [10, 20.5, 'expected the open of a bar as the end'],
    [10.5, 11, 'expected an end after the start'],
  ])('is refused from minute %p to %p', async (from, to, problem) => {
    const span = {
      kind: 'span',
      fromMicros: SEASON_1_START + from * MINUTE,
      toMicros: SEASON_1_START + to * MINUTE,
    } as const
    expect(await derivedTape(whole, span)).toMatchObject({ left: expect.stringContaining(problem) })
  })

  it('has the marks of no minute before the first', async () => {
    const span = await cut(SEASON_1_START, SEASON_1_START + 5 * MINUTE)
    expect(span.marks).toBeNull()
    expect(span.opening[0]).toMatchObject({ data: { mark: null, markIntervalMicros: null } })
  })
})
