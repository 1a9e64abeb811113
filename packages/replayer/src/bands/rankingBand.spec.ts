import { rankingBand, rankingOf } from './rankingBand'

describe('rankingOf', () => {
  it('has the highest return first, equal ones as they came', () => {
    const run = (contestant: string, returnPct: string) => ({ contestant, returnPct })
    const runs = [run('a', '-1'), run('b', '10'), run('c', '9.5'), run('d', '10.00000000')]
    expect(rankingOf(runs)).toEqual(['b', 'd', 'c', 'a'])
  })
})

describe('rankingBand', () => {
  it('counts the variants in which place and pair are as recorded', () => {
    const band = rankingBand(
      ['a', 'b', 'c'],
      [
        ['a', 'b', 'c'],
        ['a', 'b', 'c'],
        ['b', 'a', 'c'],
        ['c', 'a', 'b'],
        // b did not start.
        ['c', 'a'],
      ],
    )
    expect(band).toEqual({
      recorded: ['a', 'b', 'c'],
      variants: 5,
      same: 2,
      places: [
        { place: 1, contestant: 'a', same: 2 },
        { place: 2, contestant: 'b', same: 2 },
        { place: 3, contestant: 'c', same: 3 },
      ],
      pairs: [
        { ahead: 'a', behind: 'b', changed: 1 },
        { ahead: 'a', behind: 'c', changed: 2 },
        { ahead: 'b', behind: 'c', changed: 1 },
      ],
    })
  })
})
