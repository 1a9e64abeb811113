import { type FileHandle, open } from 'node:fs/promises'
import { type Stats, createReadStream, statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { type Gunzip, type InflateRaw, crc32, createGunzip, createInflateRaw } from 'node:zlib'
import * as E from 'fp-ts/Either'
import { type Entry, type ZipFile, openPromise } from 'yauzl'

/** Text of data packs to a tenth; what unpacks to far more than the largest is no market data. */
const [USUAL_RATIO, LARGEST_RATIO] = [10, 200]
/** Below this nobody minds. */
const HARMLESS_BYTES = 64 * 1024 * 1024
const CHUNK_BYTES = 1024 * 1024
const LEAST_CHUNK_BYTES = 16 * 1024

/**
 * Sees how many bytes of a file were read from the disk, and how many it has: for showing progress.
 * What it throws ends the reading.
 */
export type OnRead = (path: string, readBytes: number, allBytes: number) => void

/**
 * The content of a file in chunks, each of them good until the next one is asked for: as it is, or
 * unpacked from gzip or from a zip with one file in it, whatever its name says. A Left names the file
 * and what is wrong with it; nothing follows.
 */
export async function* sourceChunks(
  path: string,
  onRead?: OnRead,
): AsyncGenerator<E.Either<string, Buffer>> {
  const reporting = { isOpen: false }
  try {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined || !stat.isFile() || stat.size === 0) {
      yield E.left(`${path}: ${noContent(stat)}`)
      return
    }
    const magic = await firstBytes(path)
    const report = (read: number) => {
      reporting.isOpen = true
      onRead?.(path, read, stat.size)
      reporting.isOpen = false
    }
    if (magic.readUInt16BE(0) === 0x504b) yield* unzipped(path, report)
    else if (magic.readUInt16BE(0) === 0x1f8b) yield* gunzipped(path, stat.size, report)
    else yield* plain(path, stat.size, report)
  } catch (error) {
    if (reporting.isOpen) throw error
    yield E.left(`${path}: ${unreadable(error)}`)
  }
}

function noContent(stat: Stats | undefined): string {
  if (stat === undefined) return 'expected a file, found none'
  if (stat.isDirectory()) return 'expected a file, found a folder'
  return stat.isFile() ? 'expected data, found an empty file' : 'expected a file, found a device'
}

async function firstBytes(path: string): Promise<Buffer> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const bytes = Buffer.alloc(4)
    await file.read(bytes, 0, 4, 0)
    return bytes
  } finally {
    await file?.close()
  }
}

type Report = (readBytes: number) => void

/** What is made room for at once where about so many bytes come: less for a small file. */
const chunkFor = (bytes: number): number =>
  Math.max(LEAST_CHUNK_BYTES, Math.min(CHUNK_BYTES, bytes))

async function* plain(
  path: string,
  size: number,
  report: Report,
): AsyncGenerator<E.Either<string, Buffer>> {
  const room = chunkFor(size)
  const file = await open(path)
  try {
    // Two buffers take turns: one is filled while the other is looked at.
    const [first, second] = [Buffer.allocUnsafeSlow(room), Buffer.allocUnsafeSlow(room)]
    let next = fill(file, first)
    for (let read = 0, turn = second; ; turn = turn === first ? second : first) {
      const chunk = await next
      if (chunk.length === 0) return
      next = fill(file, turn)
      read += chunk.length
      report(read)
      yield E.right(chunk)
    }
  } finally {
    await file.close()
  }
}

/** What comes next of a file, as far as there is room. What goes wrong is told to who waits for it. */
function fill(file: FileHandle, room: Buffer): Promise<Buffer> {
  const filled = file
    .read(room, 0, room.length)
    .then(({ bytesRead }) => room.subarray(0, bytesRead))
  filled.catch(() => undefined)
  return filled
}

async function* gunzipped(
  path: string,
  size: number,
  report: Report,
): AsyncGenerator<E.Either<string, Buffer>> {
  const engine = createGunzip({ chunkSize: chunkFor(size * USUAL_RATIO) })
  const packed = createReadStream(path, { highWaterMark: chunkFor(size) })
  let written = 0
  for await (const chunk of unpacked(packed, engine)) {
    written += chunk.length
    report(engine.bytesWritten)
    if (isBomb(engine.bytesWritten, written)) {
      yield E.left(`${path}: ${bombText(engine.bytesWritten)}`)
      return
    }
    yield E.right(chunk)
  }
}

async function* unzipped(path: string, report: Report): AsyncGenerator<E.Either<string, Buffer>> {
  const zip = await openPromise(path, { autoClose: false })
  try {
    const entry = await onlyFile(zip)
    const problem = E.isLeft(entry) ? entry.left : entryProblem(entry.right)
    if (E.isLeft(entry) || problem !== undefined) {
      yield E.left(`${path}: ${problem ?? ''}`)
      return
    }
    const { fileName, uncompressedSize, compressionMethod } = entry.right
    const packed = await zip.openReadStreamPromise(entry.right, { decodeFileData: false })
    const chunkSize = chunkFor(uncompressedSize)
    const engine = compressionMethod === 0 ? null : createInflateRaw({ chunkSize })
    let [check, written] = [0, 0]
    for await (const chunk of engine === null ? buffers(packed) : unpacked(packed, engine)) {
      check = crc32(chunk, check)
      written += chunk.length
      // The sizes of a zip may lie: no more is unpacked than they say.
      if (written > uncompressedSize) break
      report(engine?.bytesWritten ?? written)
      yield E.right(chunk)
    }
    if (written !== uncompressedSize || check !== entry.right.crc32)
      yield E.left(`${path}: expected ${fileName} as its size and checksum say, found it damaged`)
  } finally {
    zip.close()
  }
}

/** What makes a zip's file unreadable here; undefined where nothing does. */
function entryProblem(entry: Entry): string | undefined {
  const { fileName, compressedSize, uncompressedSize } = entry
  if (entry.isEncrypted()) return `expected a zip without a password, found ${fileName} encrypted`
  if (!entry.canDecodeFileData())
    return `expected a zip that is stored or deflated, found method ${entry.compressionMethod}`
  return isBomb(compressedSize, uncompressedSize) ? bombText(compressedSize) : undefined
}

async function onlyFile(zip: ZipFile): Promise<E.Either<string, Entry>> {
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('/') && !entry.fileName.startsWith('__MACOSX/'))
      entries.push(entry)
  }
  const [entry, ...more] = entries
  if (entry !== undefined && more.length === 0) return E.right(entry)
  const names = entries.slice(0, 3).map(({ fileName }) => fileName)
  const found = entry === undefined ? 'none' : `${entries.length}: ${names.join(', ')}`
  return E.left(`expected a zip with one file in it, found ${found}`)
}

const isBomb = (packed: number, unpacked: number): boolean =>
  unpacked > HARMLESS_BYTES && unpacked > packed * LARGEST_RATIO

function bombText(packed: number): string {
  return `expected market data, found ${packed} bytes that unpack to more than ${LARGEST_RATIO} times as much`
}

/** What a packed stream unpacks to; the stream is let go of when nobody wants more. */
async function* unpacked(packed: Readable, engine: Gunzip | InflateRaw): AsyncGenerator<Buffer> {
  packed.on('error', (error) => engine.destroy(error))
  packed.pipe(engine)
  try {
    yield* buffers(engine)
  } finally {
    packed.destroy()
  }
}

async function* buffers(stream: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) throw new Error('a stream of bytes gave something else')
    yield chunk
  }
}

/** What a broken file is to a person; messages of zlib and of the zip library name no file. */
function unreadable(error: unknown): string {
  const message = String(error).replace(/^\w*Error: /, '')
  if (/unexpected end of file|end of central directory/i.test(message))
    return `expected a whole packed file, found it cut short (${message})`
  return `cannot be read: ${message}`
}
