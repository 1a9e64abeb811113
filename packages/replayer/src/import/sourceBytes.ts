import { type Hash, createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import * as E from 'fp-ts/Either'
import type { SourceFile } from '@gridledger/domain'
import { LONGEST_LINE } from './csvBytes'
import { type OnRead, sourceChunks } from './sourceChunks'

/** What a tape's events say of a source, and SHA-256 over its content, unpacked, to go on with. */
export interface HashedSource {
  readonly file: SourceFile
  readonly hash: Hash
}

/** A source of which the content itself is at hand. */
export interface SourceBytes extends HashedSource {
  readonly bytes: readonly Uint8Array[]
}

/** Content that is made here, not read from a file. */
export function sourceOf(file: string, bytes: Uint8Array, rows: number): SourceBytes {
  const hash = createHash('sha256').update(bytes)
  return { bytes: [bytes], file: { file, rows, sha256: hash.copy().digest('hex') }, hash }
}

/** Candles and funding rates are held as a whole; beyond this they are something else. */
const LARGEST_BYTES = 1024 * 1024 * 1024

/** The whole content of a file, unpacked. */
export async function readWhole(path: string, onRead?: OnRead): Promise<E.Either<string, Buffer>> {
  const whole = gatherBytes(path)
  for await (const chunk of boundedChunks(path, onRead)) {
    if (E.isLeft(chunk)) return chunk
    whole.add(chunk.right)
  }
  return E.right(whole.bytes())
}

/** The content of a file as `sourceChunks` gives it, or a Left where it is empty or too large. */
export async function* boundedChunks(
  path: string,
  onRead?: OnRead,
): AsyncGenerator<E.Either<string, Buffer>> {
  let length = 0
  for await (const chunk of sourceChunks(path, onRead)) {
    length += E.isLeft(chunk) ? 0 : chunk.right.length
    if (length > LARGEST_BYTES) {
      yield E.left(
        `${path}: expected at most ${LARGEST_BYTES} bytes of candles or funding, found more`,
      )
      return
    }
    yield chunk
    if (E.isLeft(chunk)) return
  }
  if (length === 0) yield E.left(`${path}: expected data, found an empty file`)
}

/** Puts chunks together. There is room for a file as it lies on the disk, and more where it was packed. */
export function gatherBytes(path: string): {
  readonly add: (chunk: Buffer) => void
  readonly bytes: () => Buffer
} {
  let whole: Buffer = Buffer.allocUnsafeSlow(Math.min(sizeOf(path), LARGEST_BYTES))
  let length = 0
  return {
    add: (chunk) => {
      const end = length + chunk.length
      if (end > whole.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * whole.length))
        whole.copy(larger, 0, 0, length)
        whole = larger
      }
      chunk.copy(whole, length)
      length = end
    },
    bytes: () => whole.subarray(0, length),
  }
}

/** Bytes that a file has on the disk; 0 where there is none. */
export const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** The beginning of a file, unpacked: enough to know its layout. */
export async function readBeginning(path: string): Promise<E.Either<string, Buffer>> {
  let beginning: Buffer = Buffer.alloc(0)
  for await (const chunk of sourceChunks(path)) {
    if (E.isLeft(chunk)) return chunk
    beginning = Buffer.concat([beginning, chunk.right.subarray(0, 2 * LONGEST_LINE)])
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
