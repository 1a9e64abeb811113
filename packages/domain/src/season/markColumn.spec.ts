import { markColumn } from './markColumn'

describe('markColumn', () => {
  type Row = readonly [time: number, price: number]
  const slice = (type: 'PriceTicked' | 'MarkPriceTicked', rows: readonly Row[]) => ({
    batch: {
      kind: 'dense' as const,
      type,
      causeStream: '',
      count: rows.length,
      columns: [0, 1, 2].map((field) =>
        Float64Array.from(rows, (row) => (field === 0 ? row[0] : row[1])),
      ),
    },
  })
  const ticks: readonly Row[] = [
    [10, 100],
    [20, 101],
    [30, 102],
  ]

  it.each<
    [
      name: string,
      marks: readonly Row[] | null,
      before: number | null,
      column: number[],
      last: number | null,
    ]
  >([
    ['the last price without marks', null, null, [100, 101, 102], null],
    ['the last price before the first mark', [[25, 90]], null, [100, 101, 90], 90],
    ['a mark at the very tick', [[20, 90]], null, [100, 90, 90], 90],
    [
      'the latest of several',
      [
        [1, 80],
        [9, 85],
        [30, 95],
      ],
      null,
      [85, 85, 95],
      95,
    ],
    ['the mark of the batch before', [[25, 90]], 77, [77, 77, 90], 90],
    ['the mark of the batch before, where this one has none', null, 77, [77, 77, 77], 77],
    ['no mark from after the last tick', [[31, 90]], 77, [77, 77, 77], 77],
  ])('is %s', (_, marks, before, column, last) => {
    const marked = marks === null ? null : slice('MarkPriceTicked', marks)
    const made = markColumn(slice('PriceTicked', ticks), marked, before)
    expect([...made.column]).toEqual(column)
    expect(made.last).toBe(last)
  })
})
