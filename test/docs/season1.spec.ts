import { memoryLedger } from '@gridledger/replayer'
import { backTest, boardFrom } from '../season/backTest'
import { FITTED, endingsOf, hourlyBoard } from '../season/endings'
import { boardsByInterval } from '../season/intervals'
import { type Neighbour, STARTS, neighboursFrom } from '../season/neighbours'
import { TAPES, describeWithData, play, prepared, seasonOne } from '../season/shared'
import { micros } from '../season/simulated'
import { expectBlock, expectImage } from './page'
import { backTestAnswer, backTestTable, rangesTable, refusalsText } from './questions/backTest'
import { offGridChart, pricesChart } from './questions/backTestCharts'
import { endHourAnswer, endHourChart, endHourTable } from './questions/endHour'
import { intervalsAnswer, intervalsTable, pathsTable } from './questions/intervals'
import { neighboursAnswer, neighboursTable, placesTable } from './questions/neighbours'
import { intervalsChart } from './questions/intervalsChart'
import { neighboursChart } from './questions/neighboursChart'
import { markdownTable } from './seasonTables'

// Whole seasons by the dozen; a busy machine takes its time over them.
jest.setTimeout(60_000)

const PAGE = 'season-1.md'
const block = (name: string, made: string) => expectBlock(PAGE, name, made)
const image = (name: string, made: string) => expectImage(PAGE, `images/season-1-${name}.svg`, made)

describeWithData('docs/season-1.md comes from the engine (needs ../shared/data)', () => {
  it.each(Object.keys(TAPES))('its table of the tape: %s', async (name) => {
    const tape = TAPES[name]
    if (tape === undefined) throw new Error(`no tape ${name}`)
    const { board } = await play(memoryLedger(), await prepared(seasonOne({ tape })))
    block(`table: ${name}`, markdownTable(board))
  })

  it('its answer on the hour of the end', async () => {
    const board = await hourlyBoard(FITTED.startMicros, micros('2025-11-04T23:00Z'))
    const endings = endingsOf(board, micros('2025-11-03T12:00Z'))
    block('answer: hour of the end', endHourAnswer(endings, board))
    block('table: hour of the end', endHourTable(endings))
    image('hour-of-the-end', endHourChart(endingsOf(board, micros('2025-11-02T00:00Z'))))
  })

  describe('its answer on neighbouring windows', () => {
    let windows: readonly Neighbour[]
    beforeAll(async () => {
      windows = await neighboursFrom(STARTS)
    })

    it('counts the windows', async () => {
      const fitted = await neighboursFrom([FITTED.startMicros])
      block('answer: neighbouring windows', neighboursAnswer(windows, fitted))
      block('table: neighbouring windows', neighboursTable(windows))
      block('table: places', placesTable(windows))
      image('windows', neighboursChart([...windows, ...fitted]))
    })
  })

  it('its answer on the back-test window', async () => {
    const made = await backTest()
    block('answer: back-test window', backTestAnswer(made))
    block('refusals: back-test window', refusalsText(made))
    block('table: ranges', rangesTable(made))
    // Each from the first day on which it starts, those of one day together.
    const firstDays = [...new Set(made.ranges.map(({ startDays }) => startDays[0]!))]
    const boards = []
    for (const day of firstDays.sort((a, b) => a - b)) {
      const starting = made.ranges.filter(({ startDays }) => startDays[0] === day)
      boards.push(
        await boardFrom(
          day,
          starting.map(({ contestant }) => contestant),
        ),
      )
    }
    block('table: back-test window', backTestTable(boards))
    image('back-test-prices', pricesChart(made))
    image('off-grid', offGridChart(made))
  })

  it('its answer on the length of a candle', async () => {
    const boards = await boardsByInterval()
    block('answer: candle length', intervalsAnswer(boards))
    block('table: candle length', intervalsTable(boards))
    block('table: candle paths', pathsTable(boards))
    image('candle-length', intervalsChart(boards))
  })
})
