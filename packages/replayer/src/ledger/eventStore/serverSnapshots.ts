import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { Integer, type LedgerError, type Snapshot, type Snapshots } from '@gridledger/domain'
import { sound } from './reading'
import type { Server } from './server'
import { eventId } from './serverEvents'
import { Damage } from '../damage'

/** Characters of a snapshot in one event: as UTF-8 and JSON they stay below what a server takes. */
const PART_CHARACTERS = 150_000

const Kept = t.type({
  view: t.string,
  version: t.string,
  tick: Integer,
  parts: Integer,
  content: t.string,
})
const Part = t.type({ text: t.string })

/**
 * Snapshots as streams beside the ledger's own, which no list and no digest names: the content of
 * each in parts in `snapshot-<hash>`, and what there is of a season in `snapshots-<season>`. The
 * last of several with one tick counts.
 */
export function serverSnapshots(server: Server): Snapshots {
  return {
    put: (snapshot) => () => put(server, snapshot),
    latest: (of, tick) => () => latest(server, of, tick),
  }
}

async function put(
  server: Server,
  { season, view, version, tick, content }: Snapshot,
): Promise<E.Either<LedgerError, void>> {
  const key = JSON.stringify([season, view, version, tick, content])
  const contentStream = `snapshot-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`
  const texts = partsOf(content)
  for (const [part, text] of texts.entries()) {
    const kept = await append(server, contentStream, part - 1, 'SnapshotPart', { text })
    // A conflict is a part that is there already: its stream is named after what it holds.
    if (E.isLeft(kept)) return kept
  }
  const data = { view, version, tick, parts: texts.length, content: contentStream }
  for (;;) {
    const last = await server.read(`snapshots-${season}`, { from: 'last', count: 1 })
    if (E.isLeft(last)) return last
    const revision = last.right[0]?.revision ?? -1
    const listed = await append(server, `snapshots-${season}`, revision, 'SnapshotKept', data)
    if (E.isLeft(listed)) return listed
    if (listed.right === 'done') return E.right(undefined)
  }
}

function append(
  server: Server,
  stream: string,
  expectedRevision: number,
  type: string,
  data: Record<string, unknown>,
): ReturnType<Server['append']> {
  const id = eventId(server.nameOf(stream), expectedRevision + 1, JSON.stringify(data))
  const event = { contentType: 'application/json', id, type, data, metadata: undefined } as const
  return server.append(stream, expectedRevision, [event])
}

/** Cut between characters, not between the halves of one. */
function partsOf(content: string): readonly string[] {
  const characters = Array.from(content)
  const count = Math.max(1, Math.ceil(characters.length / PART_CHARACTERS))
  return Array.from({ length: count }, (_, part) =>
    characters.slice(part * PART_CHARACTERS, (part + 1) * PART_CHARACTERS).join(''),
  )
}

async function latest(
  server: Server,
  { season, view, version }: Pick<Snapshot, 'season' | 'view' | 'version'>,
  tick: number,
): Promise<E.Either<LedgerError, Snapshot | undefined>> {
  const stream = `snapshots-${season}`
  const listed = await server.read(stream, { from: 0, count: Number.MAX_SAFE_INTEGER })
  if (E.isLeft(listed)) return listed
  let best: t.TypeOf<typeof Kept> | undefined
  for (const { data } of listed.right) {
    const kept = Kept.decode(data)
    if (E.isLeft(kept) || kept.right.view !== view || kept.right.version !== version) continue
    if (kept.right.tick <= tick && kept.right.tick >= (best?.tick ?? -Infinity)) best = kept.right
  }
  if (best === undefined) return E.right(undefined)
  const { content, parts, tick: at } = best
  const read = await server.read(content, { from: 0, count: parts })
  return E.flatMap(read, (events) =>
    sound(server, () => {
      const texts = events.flatMap(({ data }) => (Part.is(data) ? [data.text] : []))
      if (texts.length !== parts) throw new Damage(content, texts.length, 'a part is missing')
      return { season, view, version, tick: at, content: texts.join('') }
    }),
  )
}
