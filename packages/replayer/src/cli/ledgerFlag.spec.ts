import { ledgerFlag, withoutPasswords, withoutSecrets } from './ledgerFlag'

describe('a ledger in a command that is shown', () => {
  const { GRIDLEDGER_LEDGER: before } = process.env
  afterEach(() => {
    if (before === undefined) delete process.env['GRIDLEDGER_LEDGER']
    else process.env['GRIDLEDGER_LEDGER'] = before
  })

  it.each([
    ['file:gridledger.db', ''],
    ['file:other.db', ' --ledger file:other.db'],
    ['file:with space.db', " --ledger 'file:with space.db'"],
    ['esdb://h:1?tls=false', " --ledger 'esdb://h:1?tls=false'"],
    ['esdb://u:secret@h', " --ledger 'esdb://u:***@h'"],
  ])('%s', (address, flag) => {
    delete process.env['GRIDLEDGER_LEDGER']
    expect(ledgerFlag(address)).toBe(flag)
  })

  it('is left out where the environment still has the server', () => {
    process.env['GRIDLEDGER_LEDGER'] = 'esdb://u:secret@h'
    expect(ledgerFlag('esdb://u:***@h')).toBe('')
    expect(ledgerFlag('esdb://u:***@other')).toBe(" --ledger 'esdb://u:***@other'")
  })
})

it.each([
  ['--to=esdb://u:secret@h', '--to=esdb://u:***@h'],
  ['esdb://u:sec?ret@h', 'esdb://***'],
  ['esbd://u:secret@h', 'esbd://u:***@h'],
  ['file:a@b.db', 'file:a@b.db'],
  ['--json', '--json'],
])('the word %s is shown as %s', (word, shown) => {
  expect(withoutSecrets(word)).toBe(shown)
})

it.each([
  ['found "esbd://me:secret@h:2113?tls=false"', 'found "esbd://me:***@h:2113?tls=false"'],
  ['no season u:se/c@ret@127.0.0.1; did', 'no season u:***@127.0.0.1; did'],
  ['esdb//u:secret@h', 'esdb//u:***@h'],
  ['run-a.b@17: file:a@b.db, checks-a.b@3', 'run-a.b@17: file:a@b.db, checks-a.b@3'],
  ['at 2025-10-28 12:00:15 of a@b', 'at 2025-10-28 12:00:15 of a@b'],
])('the text %s is shown as %s', (text, shown) => {
  expect(withoutPasswords(text)).toBe(shown)
})
