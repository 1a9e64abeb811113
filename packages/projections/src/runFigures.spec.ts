import { lastValueFrom, of } from 'rxjs'
import { busySeason, prepared } from '../../../test/support/busySeason'
import { suiteFolder } from '../../../test/support/files'
import { simulateSeason } from '../../replayer/src/season/simulateSeason'
import { leaderboard } from './leaderboard'
import { runFigures } from './runFigures'

const folder = suiteFolder()

it('runFigures says what a leaderboard says of a run, without liquidation prices', async () => {
  const batch = await simulateSeason(await prepared(folder, busySeason(folder)))
  const { rows } = await lastValueFrom(of(batch).pipe(leaderboard()))
  expect(rows).toHaveLength(4)
  for (const { report } of rows) {
    const { closestLiquidation: _closest, ...figures } = report
    expect(runFigures(report.run, report.contestant, batch)).toEqual(figures)
  }
})
