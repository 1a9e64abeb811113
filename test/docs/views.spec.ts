import { from, lastValueFrom } from 'rxjs'
import { checkedProjection, equity, equityOf, liveView } from '@gridledger/projections'
import { openLedger, readSeason, readViews, watchViews } from '@gridledger/replayer'
import { gridledger } from '../cli/gridledger'
import { recordBusy } from '../cli/recordedBusy'
import { suiteFolder } from '../support/files'

const files = suiteFolder()
beforeAll(() => recordBusy(files, 'views.db'))

/** What the page of views shows of a program of one's own. */
async function program(address: string): Promise<readonly number[]> {
  // #region program
  const ledger = openLedger(address, true)
  try {
    const view = checkedProjection(equity)
    const asOf = '2025-10-24T00:00:00Z'
    const then = await readViews(ledger, 'busy', view, { contestants: ['kept'], asOf })
    const kept = await readViews(ledger, 'busy', view, { contestants: ['kept'], keep: true })
    const watched = await lastValueFrom(watchViews(ledger, 'busy', view, { contestants: ['kept'] }))
    const live = from(readSeason(ledger, 'busy')).pipe(liveView(view, 'kept'))
    live.subscribe((now) => void equityOf(now)) // after each batch
    const last = await lastValueFrom(live)
    return [then, kept, watched]
      .flatMap(({ views }) => views.map((one) => equityOf(one.view)))
      .concat(equityOf(last))
  } finally {
    ledger.close()
  }
  // #endregion
}

it('the program of the page of views reads, keeps, watches and shares', async () => {
  const [then, ...now] = await program(`file:${files.path}/views.db`)
  const asked = ['replay', 'busy', '--ledger', 'file:views.db', '--json']
  const whole = JSON.parse((await gridledger(files.path, ...asked)).out)
  const early = JSON.parse(
    (await gridledger(files.path, ...asked, '--until', '2025-10-24T00:00:00Z')).out,
  )
  const equityIn = (document: typeof whole) =>
    Math.round(
      Number(
        document.runs.find((run: { contestant: string }) => run.contestant === 'kept').equity,
      ) * 1e8,
    )
  expect(now).toEqual([equityIn(whole), equityIn(whole), equityIn(whole)])
  expect(then).toBe(equityIn(early))
  expect(then).not.toBe(now[0])
})
