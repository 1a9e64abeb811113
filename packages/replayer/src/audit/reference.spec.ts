import * as E from 'fp-ts/Either'
import { right } from '../../../../test/support/tapes'
import { parseReference } from './reference'

describe('a reference', () => {
  it.each([
    ['a-season.bot#12', { kind: 'fill', run: 'a-season.bot', fill: 12 }],
    ['a-season.bot~fork#1', { kind: 'fill', run: 'a-season.bot~fork', fill: 1 }],
    ['run-a-season.bot@0', { kind: 'event', stream: 'run-a-season.bot', revision: 0 }],
    ['checks-s.b~f@9', { kind: 'event', stream: 'checks-s.b~f', revision: 9 }],
    ['ticks-btc-2025@500', { kind: 'event', stream: 'ticks-btc-2025', revision: 500 }],
    ['tape-run-s@3', { kind: 'event', stream: 'tape-run-s', revision: 3 }],
    // A season may be called like a stream.
    ['run-s.b-2@3', { kind: 'event', stream: 'run-s.b-2', revision: 3 }],
  ])('%s is a fill or an event', (text, expected) => {
    expect(right(parseReference(text))).toEqual(expected)
  })

  it.each([
    ['', ''],
    ['season.bot', '; which fill or event of it?'],
    ['season.bot#', '; "" is no whole number of at most 16 digits'],
    ['season.bot#1.5', '; "1.5" is no whole number of at most 16 digits'],
    ['season.bot#-1', '; "-1" is no whole number of at most 16 digits'],
    [
      'season.bot#99999999999999999999',
      '; "99999999999999999999" is no whole number of at most 16 digits',
    ],
    ['season.bot#0', '; fills count from 1'],
    ['season#3', ''],
    ['Season.Bot#3', ''],
    ['run-season.bot#3', '; did you mean season.bot#3?'],
    ['season.bot@3', '; did you mean run-season.bot@3?'],
    ['runs-season.bot@3', '; did you mean run-season.bot@3?'],
    ['tick-btc@3', '; did you mean ticks-btc@3?'],
    ['maks-btc@3', '; did you mean marks-btc@3?'],
    ['liquidations-btc@3', '; a stream begins with tape-, ticks-, marks-, season-, run-, checks-'],
    ['run-season@3', ''],
    ['season-a.b@3', ''],
  ])('%s is refused: what was expected, what came, what was perhaps meant', (text, why) => {
    const expected =
      'expected a fill such as okx-aicoin-2025.qwen3#12, or an event such as run-okx-aicoin-2025.qwen3@17'
    expect(parseReference(text)).toEqual(E.left(`${expected}, found "${text}"${why}`))
  })
})
