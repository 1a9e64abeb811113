import { type SourceFile, sourceLine } from './tape'

describe('sourceLine', () => {
  const sha256 = '0'.repeat(64)
  const alone: SourceFile = { file: 'a.csv', rows: 9, sha256 }
  const parts = [
    { file: 'a.csv', lines: 4, sha256 },
    { file: 'b.csv', lines: 1, sha256 },
    { file: 'c.csv', lines: 5, sha256 },
  ]

  it.each<[revision: number, file: string, line: number]>([
    [1, 'a.csv', 1],
    [4, 'a.csv', 4],
    [5, 'b.csv', 1],
    [6, 'c.csv', 1],
    [10, 'c.csv', 5],
  ])('of several files: %i is in %s, line %i', (revision, file, line) => {
    expect(sourceLine({ ...alone, parts }, revision)).toEqual({ file, line })
  })

  it('of one file is the line itself', () => {
    expect(sourceLine(alone, 7)).toEqual({ file: 'a.csv', line: 7 })
  })
})
