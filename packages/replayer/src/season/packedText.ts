import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** Shorter texts stay as they are, for who looks into a ledger. */
const SHORTEST = 16_384
const BEGINNING = '{"zstd":"'
const END = '"}'
/** The checksum is zstd's own: what was changed on the disk does not decompress. */
const OPTIONS = {
  params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
}

/** A long JSON text as a shorter one: `{"zstd":"…"}`, compressed and in base 64. */
export function packedText(text: string): string {
  if (text.length < SHORTEST) return text
  return `${BEGINNING}${zstdCompressSync(text, OPTIONS).toString('base64')}${END}`
}

/** The text of a packed one, or of one that is not packed; undefined where it is damaged. */
export function unpackedText(packed: string): string | undefined {
  if (!packed.startsWith(BEGINNING)) return packed
  if (!packed.endsWith(END)) return undefined
  const bytes = Buffer.from(packed.slice(BEGINNING.length, -END.length), 'base64')
  try {
    return zstdDecompressSync(bytes).toString()
  } catch {
    return undefined
  }
}
