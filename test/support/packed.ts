import { gzipSync } from 'node:zlib'
import { ZipFile } from 'yazl'

/** A zip with these files in it; a name that ends with a slash is a folder. */
export async function zipped(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: { readonly compress?: boolean; readonly forceZip64Format?: boolean } = {},
): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('/')) zip.addEmptyDirectory(name)
    else zip.addBuffer(Buffer.from(content), name, options)
  }
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** The ways in which a source of market data comes. */
export const PACKINGS = {
  plain: (content: string | Uint8Array) => Promise.resolve(Buffer.from(content)),
  gzip: (content: string | Uint8Array) => Promise.resolve(gzipSync(content)),
  zip: (content: string | Uint8Array) => zipped({ 'data.csv': content }),
} as const
export type Packing = keyof typeof PACKINGS

/** Where the one record of a zip's directory begins: its facts lie at fixed places behind it. */
export const directoryOf = (zip: Buffer): number => zip.lastIndexOf(Buffer.from('PK\x01\x02'))
