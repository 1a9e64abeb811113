import { type FileHandle, open } from 'node:fs/promises'
import { createReadStream, existsSync, statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { crc32, createGunzip } from 'node:zlib'
import { either as E } from 'fp-ts'
import { type Entry, type ZipFile, openPromise } from 'yauzl'

/** Text of data packs to a tenth; what unpacks to far more than this is no market data. */
const LARGEST_RATIO = 200
/** Below this nobody minds. */
const HARMLESS_BYTES = 64 * 1024 * 1024
const CHUNK_BYTES = 1024 * 1024

/**
 * Sees how many bytes of a file were read from the disk, and how many it has: for showing progress.
 * What it throws ends the reading.
 */
export type OnRead = (path: string, readBytes: number, allBytes: number) => void

/**
 * The content of a file in chunks: as it is, or unpacked from gzip or from a zip with one file in
 * it, whatever its name says. A Left names the file and what is wrong with it; nothing follows.
 */
export async function* sourceChunks(
  path: string,
  onRead?: OnRead,
): AsyncGenerator<E.Either<string, Buffer>> {
  if (!existsSync(path)) {
    yield E.left(`${path}: expected a file, found none`)
    return
  }
  const stat = statSync(path)
  if (!stat.isFile()) {
    yield E.left(`${path}: expected a file, found a folder`)
    return
  }
  if (stat.size === 0) {
    yield E.left(`${path}: expected data, found an empty file`)
    return
  }
  const reading = { isStopped: false }
  try {
    const magic = await firstBytes(path)
    const report = (read: number) => {
      reading.isStopped = true
      onRead?.(path, read, stat.size)
      reading.isStopped = false
    }
    if (magic.readUInt16BE(0) === 0x504b) yield* unzipped(path, report)
    else if (magic.readUInt16BE(0) === 0x1f8b) yield* gunzipped(path, report)
    else yield* plain(path, report)
  } catch (error) {
    if (reading.isStopped) throw error
    yield E.left(`${path}: ${unreadable(error)}`)
  }
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

async function* plain(path: string, report: Report): AsyncGenerator<E.Either<string, Buffer>> {
  let read = 0
  for await (const chunk of buffers(createReadStream(path, { highWaterMark: CHUNK_BYTES }))) {
    read += chunk.length
    report(read)
    yield E.right(chunk)
  }
}

async function* gunzipped(path: string, report: Report): AsyncGenerator<E.Either<string, Buffer>> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES })
  file.on('error', (error) => unpacked.destroy(error))
  file.pipe(unpacked)
  let written = 0
  try {
    for await (const chunk of buffers(unpacked)) {
      written += chunk.length
      report(file.bytesRead)
      if (isBomb(file.bytesRead, written)) {
        yield E.left(bombText(path, file.bytesRead))
        return
      }
      yield E.right(chunk)
    }
  } finally {
    file.destroy()
  }
}

async function* unzipped(path: string, report: Report): AsyncGenerator<E.Either<string, Buffer>> {
  const zip = await openPromise(path, { autoClose: false })
  try {
    const entry = await onlyFile(zip)
    if (E.isLeft(entry)) {
      yield E.left(`${path}: ${entry.left}`)
      return
    }
    const { fileName, compressedSize, uncompressedSize } = entry.right
    if (entry.right.isEncrypted()) {
      yield E.left(`${path}: expected a zip without a password, found ${fileName} encrypted`)
      return
    }
    if (isBomb(compressedSize, uncompressedSize)) {
      yield E.left(bombText(path, compressedSize))
      return
    }
    let [check, written] = [0, 0]
    for await (const chunk of buffers(await zip.openReadStreamPromise(entry.right))) {
      check = crc32(chunk, check)
      written += chunk.length
      report(Math.round((compressedSize * written) / Math.max(1, uncompressedSize)))
      yield E.right(chunk)
    }
    if (check !== entry.right.crc32)
      yield E.left(`${path}: expected ${fileName} as its checksum says, found it damaged`)
  } finally {
    zip.close()
  }
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

function bombText(path: string, packed: number): string {
  return `${path}: expected market data, found ${packed} bytes that unpack to more than ${LARGEST_RATIO} times as much`
}

async function* buffers(stream: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) throw new Error('a stream of bytes gave something else')
    yield chunk
  }
}

/** What a broken file is to a person; messages of zlib and of the zip library name no file. */
function unreadable(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (/unexpected end of file|end of central directory/i.test(message))
    return `expected a whole packed file, found it cut short (${message})`
  return `cannot be read: ${message}`
}
