import * as E from 'fp-ts/Either'
import { serverAddress } from './address'
import { type Patience, persistently } from './failures'

const address = serverAddress('esdb://127.0.0.1:1?tls=false')
const asked = { verb: 'read', stream: 'run-a.b' } as const
const gone = () => Promise.reject(Object.assign(new Error('gone'), { code: 14 }))

/** Does a call against a server that is away, and counts how often it was tried. */
async function triesOf(patience: Patience): Promise<number> {
  if (E.isLeft(address)) throw new Error(address.left)
  let tries = 0
  const answer = await persistently(address.right, patience, asked, () => {
    tries += 1
    return gone()
  })
  expect(answer).toMatchObject(E.left({ kind: 'unavailable' }))
  return tries
}

it('a server that was waited for in vain is not waited for as long again', async () => {
  const patience: Patience = { hasAnswered: true, isAway: false, millis: 4000 }
  const first = await triesOf(patience)
  expect(patience.isAway).toBe(true)
  expect(await triesOf(patience)).toBeLessThan(first)
  if (E.isLeft(address)) throw new Error(address.left)
  await persistently(address.right, patience, asked, () => Promise.resolve('back'))
  expect(patience.isAway).toBe(false)
})
