import * as E from 'fp-ts/Either'
import { inspect } from 'node:util'
import { serverAddress, shownAddress } from './address'

const right = (text: string) => {
  const address = serverAddress(text)
  if (E.isLeft(address)) throw new Error(address.left)
  return address.right
}

describe('an address of a server', () => {
  it.each([
    ['esdb://localhost', 'esdb://localhost?connectionName=gridledger', 'localhost', ''],
    [
      'esdb://localhost:2113/',
      'esdb://localhost:2113?connectionName=gridledger',
      'localhost:2113',
      '',
    ],
    [
      'kurrentdb+discover://u:p@cluster.example:2113/lab-2?tls=true',
      'esdb+discover://cluster.example:2113?tls=true&connectionName=gridledger',
      'cluster.example:2113',
      'lab-2',
    ],
    [
      'esdb://a:1,b:2,c:3?TLS=false&connectionName=me',
      'esdb://a:1,b:2,c:3?tls=false&connectionName=me',
      'a:1,b:2,c:3',
      '',
    ],
    [
      'esdb://h?throwOnAppendFailure=true&tlsVerifyCert=true',
      'esdb://h?connectionName=gridledger',
      'h',
      '',
    ],
  ])('%s', (text, connection, hosts, ledger) => {
    expect(right(text)).toMatchObject({ connection, hosts, ledger })
  })

  it('holds user and password apart, and shows no password', () => {
    const address = right('esdb://me%40x:p%3Aa%2Fs%25@h:1/lab?tls=false&defaultDeadline=700')
    expect(address.credentials?.username).toBe('me@x')
    expect(address.credentials?.password).toBe('p:a/s%')
    expect(address.connection).toBe(
      'esdb://h:1?tls=false&defaultDeadline=700&connectionName=gridledger',
    )
    expect(address).toMatchObject({ isSecure: false, deadlineMillis: 700 })
    expect(address.shown).toBe('esdb://me%40x:***@h:1/lab?tls=false&defaultDeadline=700')
    expect(inspect(address, { depth: 5 }) + JSON.stringify(address)).not.toContain('p:a/s%')
  })

  it.each([
    ['esdb:', /expected esdb:\/\/\[USER/],
    ['esdb://', /another HOST or PORT/],
    ['esdb://h:99999', /another HOST or PORT/],
    ['esdb://h:0', /another HOST or PORT/],
    ['esdb://h:x', /another HOST or PORT/],
    ['esdb://h,,i', /another HOST or PORT/],
    ['esdb://secret@h', /USER:PASSWORD before @/],
    ['esdb://u:@h', /USER:PASSWORD before @/],
    ['esdb://:secret@h', /USER:PASSWORD before @/],
    ['esdb://u:sec%ret@h', /USER:PASSWORD before @/],
    ['esdb://u:sec?ret@h', /written as %3F/],
    ['esdb://u:p@h/Lab', /expected the LEDGER/],
    ['esdb://u:p@h/lab/secret', /expected the LEDGER/],
    ['esdb://u:p@h?colour=red', /expected options .*, found colour/],
    ['esdb://u:p@h?tls', /expected options .*, found tls/],
    ['esdb://u:p@h?se/cret=1', /expected options .*, found another/],
    ['esdb://u:p@h?tls=maybe', /expected tls to be true or false/],
    ['esdb://u:p@h?defaultDeadline=-1', /expected defaultDeadline/],
    ['esdb://u:p@h?tlsVerifyCert=false', /expected tlsVerifyCert to be true or left out/],
  ])('refuses %s, and repeats nothing that may be a secret', (text, message) => {
    const refused = serverAddress(text)
    expect(E.isLeft(refused) && refused.left).toMatch(message)
    expect(E.isLeft(refused) && refused.left).not.toContain('secret')
    expect(shownAddress(text)).toBe('esdb://***')
  })
})
