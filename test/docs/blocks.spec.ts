import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gridledger } from '../cli/gridledger'

const ROOT = join(__dirname, '..', '..')
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs')).map((name) => join('docs', name)),
].filter((name) => name.endsWith('.md'))

/** A fenced block, and the comment before it that says what it must equal. */
interface Block {
  readonly page: string
  readonly language: string
  readonly source: string
  readonly text: string
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  const pattern = /(?:<!-- ([^>]*) -->\n)?```(\w*)\n([\s\S]*?)```/g
  return [...text.matchAll(pattern)].map(([, source = '', language = '', block = '']) => {
    return { page, language, source, text: block }
  })
}

/** The lines between `// #region name` and `// #endregion`, without their indent. */
function region(file: string, name: string): string {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n')
  const first = lines.findIndex((line) => line.trim() === `// #region ${name}`)
  const length = lines.slice(first).findIndex((line) => line.trim() === '// #endregion')
  if (first < 0 || length < 0) throw new Error(`${file} has no region ${name}`)
  const kept = lines.slice(first + 1, first + length)
  const indents = kept.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const indent = Math.min(...indents)
  return kept.map((line) => `${line.slice(indent)}\n`).join('')
}

/** Compares a block with what it must be; UPDATE_DOCS=1 writes it anew instead. */
function expectBlock({ page, source, language, text }: Block, expected: string): void {
  if (process.env['UPDATE_DOCS'] !== '1') return expect(text).toBe(expected)
  const path = join(ROOT, page)
  const opening = `<!-- ${source} -->\n\`\`\`${language}\n`
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(opening + text, () => opening + expected),
  )
}

const blocks = PAGES.flatMap(blocksOf)
const ofCode = blocks.filter(({ language }) => ['ts', 'js', 'json'].includes(language))
const ofOutput = blocks.filter(({ source }) => source.startsWith('output: '))

describe('the pages', () => {
  it('hold blocks to check', () => {
    expect(ofCode.length).toBeGreaterThan(2)
    expect(ofOutput.length).toBeGreaterThan(0)
  })

  it.each(ofCode)('$page shows code that is under test: $source', (block) => {
    const [, whole, file = '', name = ''] =
      /^(?:file: (\S+)|region: (\S+)#(\S+))$/.exec(block.source) ?? []
    expectBlock(
      block,
      whole === undefined ? region(file, name) : readFileSync(join(ROOT, whole), 'utf8'),
    )
  })

  describe('show what the program prints', () => {
    let folder: string
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'gridledger-docs-'))
      for (const name of readdirSync(__dirname).filter((file) => /\.(json|csv)$/.test(file))) {
        copyFileSync(join(__dirname, name), join(folder, name))
      }
      cpSync(join(ROOT, 'docs', 'cookbook'), join(folder, 'docs', 'cookbook'), { recursive: true })
    })
    afterAll(() => {
      rmSync(folder, { recursive: true })
    })

    it.each(ofOutput)('$page: $source', async (block) => {
      const args = block.source.replace(/^output: npx gridledger /, '').split(' ')
      const { out, code } = await gridledger(folder, ...args)
      expect(code).toBe(0)
      const printed = `${out
        .trim()
        .split('\n')
        .map((line) => line.trimEnd())
        .join('\n')}\n`
      expectBlock(block, printed)
    })
  })

  it('name only commands that there are', async () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    const { out } = await gridledger(ROOT, '--help')
    for (const page of PAGES) {
      const text = readFileSync(join(ROOT, page), 'utf8')
      for (const [, script = ''] of text.matchAll(/npm run ([a-z-]+)/g))
        expect(scripts).toHaveProperty(script)
      for (const [, command = ''] of text.matchAll(/npx gridledger ([a-z-]+)/g))
        expect(out).toContain(`  ${command} `)
    }
  })
})
