import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import * as E from 'fp-ts/Either'
import type { SourceFile } from '@gridledger/domain'
import { LONGEST_LINE } from './csvBytes'
import { type OnRead, sourceChunks } from './sourceChunks'

/** What was read of a source, unpacked, and what a tape's events say of it. */
export interface SourceBytes {
  readonly file: SourceFile
  readonly bytes: readonly Uint8Array[]
}

/** Content that is made here, not read from a file. */
export function sourceOf(file: string, bytes: Uint8Array, rows: number): SourceBytes {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { bytes: [bytes], file: { file, rows, sha256 } }
}

/** Candles and funding rates are held as a whole; beyond this they are something else. */
const LARGEST_BYTES = 1024 * 1024 * 1024

/** The whole content of a file, unpacked. */
export async function readWhole(path: string, onRead?: OnRead): Promise<E.Either<string, Buffer>> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of sourceChunks(path, onRead)) {
    if (E.isLeft(chunk)) return chunk
    chunks.push(chunk.right)
    length += chunk.right.length
    if (length > LARGEST_BYTES)
      return E.left(
        `${path}: expected at most ${LARGEST_BYTES} bytes of candles or funding, found more`,
      )
  }
  if (length === 0) return E.left(`${path}: expected data, found an empty file`)
  const [only, ...more] = chunks
  return E.right(only !== undefined && more.length === 0 ? only : Buffer.concat(chunks, length))
}

/** The beginning of a file, unpacked: enough to know its layout. */
export async function readBeginning(path: string): Promise<E.Either<string, Buffer>> {
  let beginning: Buffer = Buffer.alloc(0)
  for await (const chunk of sourceChunks(path)) {
    if (E.isLeft(chunk)) return chunk
    beginning = beginning.length === 0 ? chunk.right : Buffer.concat([beginning, chunk.right])
    if (beginning.length >= LONGEST_LINE) break
  }
  if (beginning.length > 0) return E.right(beginning)
  return E.left(`${path}: expected data, found an empty file`)
}

/** What is wrong with a file as a whole, if it is damaged or a bomb; nothing of it is held. */
export async function damageOf(path: string): Promise<string | undefined> {
  for await (const chunk of sourceChunks(path)) if (E.isLeft(chunk)) return chunk.left
  return undefined
}

/** What a file is called in events: its base name, never its folder. */
export const sourceName = (path: string): string => basename(path)
