import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const DOCS = join(__dirname, '..', '..', 'docs')
const isUpdate = process.env['UPDATE_DOCS'] === '1'

/** Compares a block of a page with what it must be; UPDATE_DOCS=1 writes it anew instead. */
export function expectBlock(file: string, name: string, made: string): void {
  const path = join(DOCS, file)
  const page = readFileSync(path, 'utf8')
  const pattern = new RegExp(`(<!-- ${name} -->\n\n)((?:(?!<!--)[\\s\\S])*)(\n<!-- end -->)`)
  const [, , found] = pattern.exec(page) ?? []
  if (found === undefined) throw new Error(`docs/${file} has no block ${name}`)
  if (!isUpdate) return expect(found).toBe(made)
  writeFileSync(
    path,
    page.replace(pattern, (_, before: string, __, after: string) => before + made + after),
  )
}

/** The same for a picture that a page shows. */
export function expectImage(page: string, file: string, made: string): void {
  expect(readFileSync(join(DOCS, page), 'utf8')).toContain(`](${file})`)
  const path = join(DOCS, file)
  if (isUpdate) writeFileSync(path, made)
  // Not toBe: a difference would print two pictures as text.
  else
    expect({ file, isDrawnAnew: existsSync(path) && readFileSync(path, 'utf8') === made }).toEqual({
      file,
      isDrawnAnew: true,
    })
}
