import * as TE from 'fp-ts/TaskEither'
import type { Snapshot, Snapshots } from '@gridledger/domain'

/** Snapshots that live as long as the process. */
export function memorySnapshots(): Snapshots {
  const kept = new Map<string, Map<number, Snapshot>>()
  const keyOf = ({ season, view, version }: Pick<Snapshot, 'season' | 'view' | 'version'>) =>
    JSON.stringify([season, view, version])
  return {
    put: (snapshot) =>
      TE.fromIO(() => {
        const byTick = kept.get(keyOf(snapshot)) ?? new Map<number, Snapshot>()
        kept.set(keyOf(snapshot), byTick.set(snapshot.tick, snapshot))
      }),
    latest: (of, tick) =>
      TE.fromIO(() => {
        const byTick = kept.get(keyOf(of)) ?? new Map<number, Snapshot>()
        const last = Math.max(...[...byTick.keys()].filter((at) => at <= tick))
        return byTick.get(last)
      }),
  }
}
