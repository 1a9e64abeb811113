import { type SeasonBands, seasonBands } from '../../packages/replayer/src/bands/seasonBands'
import { describeWithData, prepared, seasonOne } from '../season/shared'
import { tapeOf } from '../season/simulated'
import { expectBlock } from './page'
import { bandsAnswer, bandsTable, beyondTable } from './questions/bands'

const block = (name: string, made: string) => expectBlock('bands.md', name, made)

describeWithData('docs/bands.md comes from the engine (needs ../shared/data)', () => {
  let bands: SeasonBands
  beforeAll(async () => {
    const season = await prepared(seasonOne({ tape: tapeOf('OKX, one minute') }))
    bands = await seasonBands(season, { seeds: 8, threads: 1 })
  })

  it('its answer on real minutes', () => {
    block('answer: real minutes', bandsAnswer(bands))
    block('table: real minutes', bandsTable(bands))
    block('table: beyond', beyondTable(bands))
  })
})
