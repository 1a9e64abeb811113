import { benchJson, benchMarkdown, benchTable, rateText, ratioText } from './benchText'
import type { BenchRow } from './rows'

const row: BenchRow = {
  name: 'record',
  unit: 'candles',
  least: '1/20',
  isMet: ({ ratio }) => ratio >= 1 / 20,
  measure: () => Promise.reject(new Error('not measured here')),
}
const figures = {
  perSecond: 500_000,
  milliseconds: 1000.4,
  against: 'the bare loop',
  baseline: 12_500_000,
  ratio: 0.04,
  bytesPerEvent: 5.904,
  peakMemoryMb: 123.4,
  memoryGrowth: null,
  notes: ['a year'],
}

describe('what was measured', () => {
  it('stands in a table, short of what is asked or not, with notes beneath', () => {
    const lines = benchTable([
      { row, ...figures },
      { row: { ...row, name: 'rows', least: null }, ...figures, ratio: 2.55, notes: [] },
    ]).split('\n')
    expect(lines[1]?.split(/ {2,}/)).toEqual(
      ['', 'record', '500,000 candles', '1000', 'the bare loop: 12.50 million'].concat([
        '1/25.0',
        '1/20',
        'short',
        '5.90',
        '123',
      ]),
    )
    expect(lines[2]?.split(/ {2,}/).slice(5)).toEqual(['2.5', '–', '5.90', '123'])
    expect(lines.slice(3)).toEqual(['', '  record: a year'])
  })

  it('is met where it reaches what is asked', () => {
    expect(benchTable([{ row, ...figures, ratio: 0.05 }])).toMatch(/ 1\/20 +met /)
  })

  it('is not judged where its figures mean nothing', () => {
    const judged = / 1\/20 | short /
    expect(benchTable([{ row, ...figures }], true)).toMatch(judged)
    expect(benchTable([{ row, ...figures }], false)).not.toMatch(judged)
    expect(benchMarkdown([{ row, ...figures }], false)).not.toMatch(judged)
  })

  it('stands in a page as rows of a table and a list', () => {
    const [machine, , ...lines] = benchMarkdown([{ row, ...figures }]).split('\n')
    expect(machine).toContain(`Node ${process.versions.node}`)
    const cells = lines.slice(0, 3).map((line) => line.split('|').length)
    expect(new Set(cells).size).toBe(1)
    expect(lines[2]).toMatch(/^\| record \| 500,000 candles \| .* \| 1\/25\.0 \| /)
    expect(lines.at(-1)).toBe('- record: a year')
  })

  it('is exactly six figures a row for programs', () => {
    const { perSecond, baseline, ratio, bytesPerEvent, peakMemoryMb } = figures
    expect(JSON.parse(benchJson([{ row, ...figures }]))).toEqual([
      { name: 'record', perSecond, baseline, ratio, bytesPerEvent, peakMemoryMb },
    ])
  })

  it.each([
    [0.352, '0.35'],
    [123.4, '123'],
    [12_345, '12,345'],
    [1_234_567, '1.23 million'],
  ])('a rate of %d is %s', (rate, text) => expect(rateText(rate)).toBe(text))

  it.each([
    [0.2, '1/5.0'],
    [1, '1.0'],
    [51.23, '51.2'],
  ])('a ratio of %d is %s', (ratio, text) => expect(ratioText(ratio)).toBe(text))
})
