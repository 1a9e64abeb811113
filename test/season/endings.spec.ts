import { Decimal } from '@gridledger/domain'
import type { Leaderboard } from '@gridledger/projections'
import { type Ending, FITTED, endingsOf, hourlyBoard, losers, rankingVerdict } from './endings'
import { ENDS, STARTS, neighboursFrom } from './neighbours'
import { describeWithData } from './shared'
import { HOUR_MICROS, boardOf, micros, tapeOf } from './simulated'

// Whole seasons by the dozen; a busy machine takes its time over them.
jest.setTimeout(60_000)

const LAST = micros('2025-11-04T23:00Z')
const tape = tapeOf('OKX, one minute')

/** What a season that really ends there reports. */
async function reallyRun(start: number, end: number) {
  const { rows, ranking } = await boardOf({ tape, start, end })
  return { returns: rows.map(({ report }) => report.returnPct), ranking }
}

describeWithData('a sample of one run (needs ../shared/data)', () => {
  let board: Leaderboard
  beforeAll(async () => {
    board = await hourlyBoard(FITTED.startMicros, LAST)
  })

  it.each([
    { end: '2025-11-03T23:00Z', why: 'the fitted end' },
    { end: '2025-11-03T16:00Z', why: 'funding due at the end' },
    { end: '2025-11-04T00:00Z', why: 'funding due, at the turn of a day' },
    { end: '2025-11-04T06:00Z', why: 'the first loss' },
    { end: '2025-11-04T17:00Z', why: 'qwen3 far below its range' },
    { end: '2025-11-04T23:00Z', why: "the run's own end" },
  ])('is what the season would have ended with: $end, $why', async ({ end }) => {
    const endMicros = micros(end)
    const [ending] = endingsOf(board, endMicros)
    const run = await reallyRun(FITTED.startMicros, endMicros)
    expect([...ending!.returns.values()]).toEqual(run.returns.map((text) => new Decimal(text)))
    expect(ending!.ranking).toEqual(run.ranking)
  })

  it('is so in neighbouring windows, where the start shifts against the hour as well', async () => {
    const windows = await neighboursFrom([STARTS[0]!, FITTED.startMicros, STARTS.at(-1)!])
    expect(windows).toHaveLength(3 * ENDS.length)
    for (const index of [0, 30, 74]) {
      const window = windows[index]!
      const run = await reallyRun(window.startMicros, window.endMicros)
      expect([...window.returns.values()]).toEqual(run.returns.map((text) => new Decimal(text)))
      expect(window.ranking).toEqual(run.ranking)
    }
  })
})

describe('the neighbouring windows', () => {
  it('are 19 starts by 25 ends, an hour apart, around the fitted end', () => {
    expect([STARTS.length, ENDS.length]).toEqual([19, 25])
    expect(STARTS.at(-1)).toBe(micros('2025-10-24T06:00Z'))
    expect(ENDS[12]).toBe(FITTED.endMicros)
    expect(ENDS.at(-1)! - ENDS[0]!).toBe(24 * HOUR_MICROS)
    expect(STARTS).not.toContain(FITTED.startMicros)
  })
})

describe('an ending', () => {
  const ending = (figures: Readonly<Record<string, string>>): Ending => {
    const returns = new Map(
      Object.entries(figures).map(([name, text]) => [name, new Decimal(text)]),
    )
    return { endMicros: 0, returns, ranking: Object.keys(figures) }
  }
  const published = { claude: '6', 'gpt-5': '5', gemini: '4' }

  it.each([
    { tail: { deepseek: '3', 'grok-4': '2', qwen3: '1' }, verdict: 'published', lost: [] },
    { tail: { 'grok-4': '3', deepseek: '0', qwen3: '-1' }, verdict: 'swapped', lost: ['qwen3'] },
    {
      tail: { deepseek: '3', qwen3: '-1', 'grok-4': '-2' },
      verdict: 'other',
      lost: ['qwen3', 'grok-4'],
    },
  ])('is judged by its ranking ($verdict) and its losers', ({ tail, verdict, lost }) => {
    const end = ending({ ...published, ...tail })
    expect(rankingVerdict(end)).toBe(verdict)
    expect(losers(end)).toEqual(lost)
  })
})
