import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { suiteFolder } from '../../../../test/support/files'
import { PACKINGS, directoryOf, zipped } from '../../../../test/support/packed'
import { readBeginning, readWhole } from './sourceBytes'
import { sourceChunks } from './sourceChunks'

const folder = suiteFolder()
const text = Array.from({ length: 400 }, (_, line) => `${line},${line * 7},${line % 13}\n`).join('')

/** The whole content, or the problem that ended it. */
async function read(path: string): Promise<string> {
  const whole = await readWhole(path)
  return E.isLeft(whole) ? whole.left : whole.right.toString()
}

/** What is wrong with these bytes as a file, its path left out. */
async function problemOf(bytes: Uint8Array): Promise<string> {
  const path = folder.write('bad', bytes)
  const found = await read(path)
  return found.startsWith(`${path}: `) ? found.slice(path.length + 2) : found.slice(0, 40)
}

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt32LE(value >>> 0, at)
  return copy
}

describe('sourceChunks', () => {
  it.each(Object.entries(PACKINGS))('reads %s, whatever the name says', async (name, pack) => {
    expect(await read(folder.write(`${name}.txt`, await pack(text)))).toBe(text)
  })

  it('reads a stored zip, one with 64-bit sizes, and gzips one after the other', async () => {
    const stored = await zipped({ 'a.csv': text }, { compress: false })
    const large = await zipped({ 'a.csv': text }, { forceZip64Format: true })
    const several = Buffer.concat([gzipSync(text.slice(0, 10)), gzipSync(text.slice(10))])
    for (const bytes of [stored, large, several])
      expect(await read(folder.write('whole', bytes))).toBe(text)
  })

  it('passes over folders and what a Mac adds', async () => {
    const zip = await zipped({ 'data/': '', 'data/a.csv': text, '__MACOSX/data/._a.csv': 'x' })
    expect(await read(folder.write('mac.zip', zip))).toBe(text)
  })

  it('refuses what is no file', async () => {
    const nowhere = join(folder.path, 'nowhere.csv')
    expect(await read(nowhere)).toBe(`${nowhere}: expected a file, found none`)
    expect(await read(folder.path)).toBe(`${folder.path}: expected a file, found a folder`)
    expect(await read(`${nowhere}/a.csv`)).toBe(`${nowhere}/a.csv: expected a file, found none`)
    if (existsSync('/dev/null'))
      expect(await read('/dev/null')).toBe('/dev/null: expected a file, found a device')
  })

  it.each([
    ['an empty file', () => Buffer.alloc(0)],
    ['an empty gzip', () => gzipSync('')],
    ['a zip of an empty file', () => zipped({ 'a.csv': '' })],
  ])('refuses %s', async (_name, made) => {
    expect(await problemOf(await made())).toBe('expected data, found an empty file')
  })

  it.each<[name: string, files: Record<string, string>, found: string]>([
    ['nothing', {}, 'none'],
    ['a folder alone', { 'data/': '' }, 'none'],
    ['two files', { 'a.csv': 'a', 'b.csv': 'b' }, '2: a.csv, b.csv'],
    ['many files', { a: '1', b: '2', c: '3', d: '4' }, '4: a, b, c'],
  ])('refuses a zip with %s in it', async (_name, files, found) => {
    expect(await problemOf(await zipped(files))).toBe(
      `expected a zip with one file in it, found ${found}`,
    )
  })

  it('refuses a zip with a password, and one that is packed in another way', async () => {
    const zip = await zipped({ 'a.csv': text })
    const flags = directoryOf(zip) + 8
    const encrypted = Buffer.from(zip)
    encrypted.writeUInt16LE(zip.readUInt16LE(flags) | 1, flags)
    expect(await problemOf(encrypted)).toBe(
      'expected a zip without a password, found a.csv encrypted',
    )
    const strong = Buffer.from(zip)
    strong.writeUInt16LE(zip.readUInt16LE(flags) | 0x41, flags)
    expect(await problemOf(strong)).toBe('cannot be read: strong encryption is not supported')
    const packed = Buffer.from(zip)
    packed.writeUInt16LE(14, flags + 2)
    expect(await problemOf(packed)).toBe(
      'expected a zip that is stored or deflated, found method 14',
    )
  })

  it('refuses a zip and a gzip that are cut short, wherever that is', async () => {
    const [zip, gzip] = [await zipped({ 'a.csv': text }), gzipSync(text)]
    for (const whole of [zip, gzip]) {
      for (let length = 2; length < whole.length; length += length < 60 ? 1 : 37) {
        const problem = await problemOf(whole.subarray(0, length))
        expect(problem).toMatch(/^expected a whole packed file, found it cut short \(.+\)$/)
      }
      const problem = await problemOf(whole.subarray(0, whole.length - 1))
      expect(problem).toMatch(/^expected a whole packed file|^cannot be read: Invalid comment/)
    }
  })

  it('gives nothing but the content of a zip of which a bit was flipped', async () => {
    const zips = [
      await zipped({ 'a.csv': text }),
      await zipped({ 'a.csv': text }, { compress: false }),
      await zipped({ 'a.csv': text }, { forceZip64Format: true }),
      gzipSync(text),
    ]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...zips), fc.nat(), fc.nat(7), async (zip, place, bit) => {
        const bytes = Buffer.from(zip)
        const index = place % bytes.length
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit)
        const path = folder.write('flipped', bytes)
        const found = await readWhole(path)
        // The two first bytes say what a file is packed as: without them it is plain.
        if (E.isRight(found)) expect([text, bytes.toString()]).toContain(found.right.toString())
        else expect(found.left.startsWith(`${path}: `)).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it('refuses a file whose bytes are not those that its checksum was made of', async () => {
    const stored = await zipped({ 'a.csv': text }, { compress: false })
    const place = stored.indexOf('0,0,0')
    const bytes = changed(stored, place, stored.readUInt32LE(place) ^ 1)
    expect(await problemOf(bytes)).toBe(
      'expected a.csv as its size and checksum say, found it damaged',
    )
    const gzip = gzipSync(text)
    expect(await problemOf(changed(gzip, gzip.length - 8, 0))).toBe(
      'cannot be read: incorrect data check',
    )
  })

  it('refuses what unpacks to far more than it should', async () => {
    const zeros = Buffer.alloc(80 * 1024 * 1024)
    const gzip = gzipSync(zeros)
    expect(await problemOf(gzip)).toMatch(
      /^expected market data, found \d+ bytes that unpack to more than 200 times as much$/,
    )
    const zip = await zipped({ 'a.csv': zeros })
    const packed = zip.readUInt32LE(directoryOf(zip) + 20)
    expect(await problemOf(zip)).toBe(
      `expected market data, found ${packed} bytes that unpack to more than 200 times as much`,
    )
    const lying = changed(zip, directoryOf(zip) + 24, 1000)
    let length = 0
    for await (const chunk of sourceChunks(folder.write('lying.zip', lying)))
      length += E.isRight(chunk) ? chunk.right.length : 0
    expect(length).toBeLessThanOrEqual(1000)
    expect(await problemOf(lying)).toBe(
      'expected a.csv as its size and checksum say, found it damaged',
    )
    const modest = changed(zip, directoryOf(zip) + 24, 90 * 1024 * 1024)
    expect(await problemOf(changed(modest, directoryOf(zip) + 20, 1024 * 1024))).toMatch(
      /^cannot be read: file data overflows file bounds/,
    )
  })

  it.each(Object.entries(PACKINGS))('says how far it has read (%s)', async (name, pack) => {
    const path = folder.write(`progress-${name}`, await pack(text.repeat(2000)))
    const seen: number[] = []
    let all = 0
    for await (const chunk of sourceChunks(path, (file, bytes, allBytes) => {
      expect(file).toBe(path)
      seen.push(bytes)
      all = allBytes
    }))
      expect(E.isRight(chunk)).toBe(true)
    expect(seen.length).toBeGreaterThan(1)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.at(-1)).toBeLessThanOrEqual(all)
    expect(seen.at(-1)).toBeGreaterThan(all * 0.9 - 200)
  })

  it('gives chunks that stay as they are until the next one is asked for', async () => {
    const long = Buffer.from(text.repeat(1500))
    let read = 0
    for await (const chunk of sourceChunks(folder.write('long.csv', long))) {
      if (E.isLeft(chunk)) throw new Error(chunk.left)
      await new Promise((resolve) => setTimeout(resolve, 20))
      const { length } = chunk.right
      expect(chunk.right.equals(long.subarray(read, read + length))).toBe(true)
      read += length
    }
    expect(read).toBe(long.length)
    expect(long.length).toBeGreaterThan(5 * 1024 * 1024)
  })

  it('ends with what the one who watches it throws', async () => {
    const path = folder.write('stopped.csv', text)
    const stop = () => {
      throw new Error('enough')
    }
    await expect(readWhole(path, stop)).rejects.toThrow('enough')
  })

  const descriptors = '/proc/self/fd'
  const itWithProc = existsSync(descriptors) ? it : it.skip
  itWithProc('closes its files, also when only their beginning is read', async () => {
    const paths = await Promise.all(
      Object.entries(PACKINGS).map(async ([name, pack]) =>
        folder.write(`closed-${name}`, await pack(text.repeat(1000))),
      ),
    )
    const open = () => readdirSync(descriptors).length
    const before = open()
    for (let round = 0; round < 20; round += 1)
      for (const path of paths) expect(E.isRight(await readBeginning(path))).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(open()).toBeLessThan(before + 10)
  })
})
