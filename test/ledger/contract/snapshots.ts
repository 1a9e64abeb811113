import type { Ledger, Snapshot, Snapshots } from '@gridledger/domain'
import { run } from '../../../packages/replayer/src/failure'
import type { OpenedLedger } from '../ledgerContract'

const KEY = { season: 'season', view: 'view', version: 'view 1' }
const at = (tick: number, content = `{"tick":${tick}}`): Snapshot => ({ ...KEY, tick, content })

/** What holds of the snapshots of every ledger that keeps them. */
export function snapshots(opened: () => OpenedLedger): void {
  const of = ({ snapshots: kept }: Ledger): Snapshots => {
    if (kept === undefined) throw new Error('expected a ledger that keeps snapshots')
    return kept
  }
  const latest = (tick: number, key = KEY) => run(of(opened().elsewhere).latest(key, tick))
  const put = (snapshot: Snapshot) => run(of(opened().ledger).put(snapshot))

  it('are none at first', async () => {
    expect(await latest(Number.MAX_SAFE_INTEGER)).toBeUndefined()
  })

  it('are found at or before a tick', async () => {
    for (const tick of [200, 0, 100]) await put(at(tick))
    expect(await latest(99)).toEqual(at(0))
    expect(await latest(100)).toEqual(at(100))
    expect(await latest(199)).toEqual(at(100))
    expect(await latest(Number.MAX_SAFE_INTEGER)).toEqual(at(200))
    expect(await latest(-1)).toBeUndefined()
  })

  it('replace one of the same tick', async () => {
    await put(at(100))
    await put(at(100, '{"other":"é"}'))
    expect(await latest(100)).toEqual(at(100, '{"other":"é"}'))
  })

  it.each([{ season: 'other' }, { view: 'other' }, { version: 'view 2' }])(
    'are not those of %o',
    async (other) => {
      await put(at(100))
      expect(await latest(100, { ...KEY, ...other })).toBeUndefined()
      await put({ ...at(50), ...other })
      expect(await latest(100)).toEqual(at(100))
    },
  )

  it('are no streams', async () => {
    await put(at(100))
    expect(await run(opened().elsewhere.streams())).toEqual([])
  })
}
