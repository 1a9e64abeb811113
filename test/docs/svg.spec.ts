import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { svgOf } from './svg'

const DOCS = join(__dirname, '..', '..', 'docs')

describe('a chart', () => {
  const draw = () =>
    svgOf('Title', 200, {
      xAxis: { type: 'category', data: ['a', 'b'] },
      yAxis: { type: 'value', name: 'points' },
      series: [{ type: 'line', data: [1, 2.5] }],
    })

  it('is the same text however many were drawn before it', () => {
    const first = draw()
    expect(draw()).toBe(first)
    expect(first).toMatch(/^<svg width="960" height="200"/)
  })

  it('stands on white, with its words, and with nothing for a mouse', () => {
    const svg = draw()
    expect(svg).toMatch(/<rect width="960" height="200" x="0" y="0" fill="#ffffff">/)
    for (const word of ['Title', 'points', 'a', 'b']) expect(svg).toContain(`>${word}</text>`)
    expect(svg).not.toMatch(/<style|class=|zr\d/)
  })
})

describe('the pictures of the pages', () => {
  const shown = readdirSync(DOCS)
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => {
      const page = join(DOCS, name)
      const matches = readFileSync(page, 'utf8').matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)
      return [...matches].map(([, alt = '', path = '']) => ({
        alt,
        path: join(dirname(page), path),
      }))
    })

  it('are there, each with words for those who do not see it', () => {
    expect(shown.length).toBeGreaterThan(4)
    for (const { alt, path } of shown) {
      expect([path, existsSync(path)]).toEqual([path, true])
      expect(alt.length).toBeGreaterThan(20)
    }
  })

  it('are all shown somewhere', () => {
    const files = readdirSync(join(DOCS, 'images')).map((name) => join(DOCS, 'images', name))
    expect(files.sort()).toEqual(shown.map(({ path }) => path).sort())
  })
})
