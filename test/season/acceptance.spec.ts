import { join } from 'node:path'
import { memoryLedger } from '@gridledger/replayer'
import {
  type Played,
  SHARED_DATA,
  TAPES,
  describeWithData,
  play,
  prepared,
  seasonOne,
} from './shared'

const OKX = join(SHARED_DATA, 'okx')
const MINUTE = 60_000_000

const playedOn = new Map<string, Promise<Played>>()

/** The season on a tape, run once for all who ask. */
function playOn(name: string): Promise<Played> {
  const tape = TAPES[name]
  if (tape === undefined) throw new Error(`no tape ${name}`)
  const played =
    playedOn.get(name) ?? prepared(seasonOne({ tape })).then((ready) => play(memoryLedger(), ready))
  playedOn.set(name, played)
  return played
}

describeWithData('season 1 on real prices (needs ../shared/data)', () => {
  it('has the published ranking on the OKX tape, everyone positive', async () => {
    const { board } = await playOn('OKX, one minute')
    expect(board.ranking.map((name) => (name === 'grok-4' ? 'deepseek' : name))).toEqual([
      'claude',
      'gpt-5',
      'gemini',
      'deepseek',
      'deepseek',
      'qwen3',
    ])
    expect(new Set(board.ranking).size).toBe(6)
    for (const { report } of board.rows) expect(Number(report.returnPct)).toBeGreaterThan(0)
  })

  it('is within 1.3 points of every published number on the OKX tape', async () => {
    const { board } = await playOn('OKX, one minute')
    const figures = ['returnPct', 'peakReturnPct', 'peakToEndPct', 'bestDay'] as const
    let compared = 0
    for (const { report, entry } of board.rows) {
      for (const figure of figures) {
        const published = entry.published?.[figure]
        if (published === undefined) continue
        expect(Math.abs(Number(report[figure]) - Number(published))).toBeLessThan(1.3)
        compared += 1
      }
    }
    expect(compared).toBe(12)
  })

  it.each(Object.keys(TAPES))('runs on the tape of %s', async (name) => {
    const { board } = await playOn(name)
    expect(board.ranking).toHaveLength(6)
    for (const { report } of board.rows) expect(report.tradeNum).toBeGreaterThan(10)
  })

  it('values positions by the mark, where there is a mark tape', async () => {
    const mark = { mark: [join(OKX, 'BTC-USDT-SWAP-mark-1h.csv')], markInterval: 60 * MINUTE }
    const tape = { ...TAPES['OKX, one minute'], ...mark }
    const { board } = await play(memoryLedger(), await prepared(seasonOne({ tape })))
    const plain = await playOn('OKX, one minute')
    const fills = (played: Played['board']) => played.rows.map(({ report }) => report.tradeNum)
    expect(fills(board)).toEqual(fills(plain.board))
    expect(board.rows.map(({ report }) => report.maxDrawdownTickPct)).not.toEqual(
      plain.board.rows.map(({ report }) => report.maxDrawdownTickPct),
    )
  })
})
