import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIGURES } from '../../packages/replayer/src/sweep/figures'
import { VARIABLES } from '../../packages/replayer/src/sweep/variables'
import { expectBlock, expectImage } from './page'
import {
  type RangeAndDensity,
  VARY,
  answer,
  figureTable,
  map,
  rangeAndDensity,
  smoothnessAnswer,
} from './questions/rangeAndDensity'

const PAGE = 'sweep.md'
const text = readFileSync(join(__dirname, '..', '..', 'docs', PAGE), 'utf8')

describe('docs/sweep.md comes from the engine', () => {
  let made: RangeAndDensity
  beforeAll(async () => {
    made = await rangeAndDensity()
  })

  it('its answers, tables and map', async () => {
    expectBlock(PAGE, 'answer: range and density', answer(made))
    expectBlock(PAGE, 'table: returns', figureTable(made, 'returnPct'))
    expectBlock(PAGE, 'answer: smoothness', smoothnessAnswer(made))
    expectBlock(PAGE, 'table: smoothness', figureTable(made, 'smoothness'))
    expectImage(PAGE, 'images/sweep-range-and-density.svg', await map(made))
  })

  it('shows the command whose figures these are', () => {
    expect(text).toContain(VARY.map((vary) => `--vary ${vary}`).join(' '))
  })

  it('names everything that varies, and every figure', () => {
    for (const name of [...Object.keys(VARIABLES), ...FIGURES.map((figure) => figure.name)])
      expect(text).toContain(`\`${name}\``)
  })
})
