import { copyFileSync, cpSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gridledger } from '../cli/gridledger'
import { suiteFolder } from '../support/files'
import { expectBlock, expectImage } from './page'

const SEASON = 'okx-aicoin-2025'
const DOCS = join(__dirname, '..', '..', 'docs')
const RECIPES = readdirSync(join(DOCS, 'cookbook')).map((name) => name.replace(/\.ts$/, ''))
const PAGE = readFileSync(join(DOCS, 'cookbook.md'), 'utf8')
const DRAWN = RECIPES.filter((name) => PAGE.includes(`images/cookbook-${name}.svg`))

/** That each recipe is shown, and what it prints, is for the spec of all pages. */
describe('the cookbook', () => {
  const files = suiteFolder()
  beforeAll(async () => {
    cpSync(join(DOCS, 'cookbook'), join(files.path, 'cookbook'), { recursive: true })
    copyFileSync(join(__dirname, 'broken.ts'), join(files.path, 'broken.ts'))
    expect(await gridledger(files.path, 'run', SEASON)).toMatchObject({ code: 0 })
  })

  it.each(RECIPES)('shows the recipe %s', (name) => {
    expect(PAGE).toContain(`<!-- file: docs/cookbook/${name}.ts -->`)
  })

  it.each(DRAWN)('draws %s as it is shown', async (name) => {
    const asked = ['project', `cookbook/${name}.ts`, SEASON, '--no-check', '--format', 'svg']
    const { out, err, code } = await gridledger(files.path, ...asked)
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expectImage('cookbook.md', `images/cookbook-${name}.svg`, out)
  })

  it('shows how a projection that changes its view is refused', async () => {
    const { out, err, code } = await gridledger(files.path, 'project', 'broken.ts', SEASON)
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expectBlock('cookbook.md', 'refused', `\`\`\`text\n${err}\`\`\`\n`)
  })
})
