import * as testing from './index'

it('the public names of the entry for tests of views', () => {
  expect(Object.keys(testing).sort()).toEqual([
    'COIN',
    'DAY',
    'GRID',
    'LINES',
    'MINUTE',
    'SEASON',
    'START',
    'amended',
    'bars',
    'cancelled',
    'cutBefore',
    'everyMinute',
    'filled',
    'funded',
    'liquidated',
    'minutes',
    'placed',
    'recorded',
    'refused',
    'seasonOf',
    'simulatedSeason',
    'started',
    'stopped',
    'triggered',
    'usdt',
    'viewOf',
    'viewsByTick',
  ])
})
