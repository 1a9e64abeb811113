import { generateKeyPairSync } from 'node:crypto'
import { batchLength, seasonStream } from '@gridledger/domain'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { forged, rowsOf, withNumber } from '../../../../test/support/damage'
import { suiteFolder } from '../../../../test/support/files'
import { type Streams, firstOf, ledgerOf, streamsOf } from '../../../../test/support/streams'
import { memoryLedger } from '../ledger/memoryLedger'
import { runSeason } from '../season/runSeason'
import { type CheckpointFile, checkpointText, makeCheckpoint, readCheckpoint } from './checkpoint'
import { heldAgainst } from './heldAgainst'
import { fingerprint, readPrivateKey, readPublicKey } from './keys'
import { verifySeason } from './verifySeason'

const folder = suiteFolder()
let streams: Streams
let ticks = ''
beforeAll(async () => {
  const contestants = CONTESTANTS.filter(({ name }) => name === 'kept' || name === 'amended')
  const season = await prepared(folder, { ...busySeason(folder), contestants })
  ticks = `ticks-${season.tape.name}`
  const ledger = memoryLedger()
  const { batches } = await runSeason(ledger, season)
  for await (const batch of batches) expect(batchLength(batch.ticks.batch)).toBeGreaterThan(0)
  streams = await streamsOf(ledger)
})

const key = (name: string) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    secret: folder.write(
      `${name}.pem`,
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ),
    open: folder.write(`${name}.pub`, publicKey.export({ type: 'spki', format: 'pem' }).toString()),
  }
}

const written = (content: CheckpointFile, name = 'checkpoint.json') =>
  folder.write(name, checkpointText(content))

/** A ledger held against a checkpoint's file. */
async function held(changed: Streams, file: string) {
  const checkpoint = readCheckpoint(file, undefined)
  const counts = new Map(checkpoint.content.streams.map(({ stream, events }) => [stream, events]))
  const countsOf = (stream: string) => [counts.get(stream) ?? 0]
  const result = await verifySeason(await ledgerOf(changed), BUSY, { countsOf })
  return { ok: result.ok, ...heldAgainst(result, checkpoint) }
}

describe('a checkpoint', () => {
  it('of a season that stays as it is holds', async () => {
    const file = written(await makeCheckpoint(await ledgerOf(streams), BUSY, undefined))

    expect(await held(streams, file)).toMatchObject({ ok: true, differences: [], since: 0 })
    expect(readCheckpoint(file, undefined)).toMatchObject({ file, signedBy: null })
  })

  it('of an unfinished season holds once it is finished', async () => {
    const half = new Map(
      [...streams].map(([name, batch]) => {
        const isMarket = /^(tape|ticks|marks)-/.test(name)
        const cut = name === seasonStream(BUSY) ? batchLength(batch) - 1 : 90
        return [name, isMarket ? batch : firstOf(batch, cut)] as const
      }),
    )
    const file = written(await makeCheckpoint(await ledgerOf(half), BUSY, undefined))

    const { ok, differences, since } = await held(streams, file)

    expect({ ok, differences }).toEqual({ ok: true, differences: [] })
    expect(since).toBeGreaterThan(1000)
  })

  it('shows what verifying alone cannot: a contestant that was taken out whole', async () => {
    const file = written(await makeCheckpoint(await ledgerOf(streams), BUSY, undefined))
    const season = streams.get(seasonStream(BUSY))!
    const changed = new Map(streams).set(seasonStream(BUSY), rowsOf(season, [0, 1, 3]))
    for (const kind of ['run', 'checks']) changed.delete(`${kind}-${BUSY}.kept`)

    const { ok, differences } = await held(changed, file)

    expect(ok).toBe(true)
    expect(differences.map(({ stream, message }) => `${stream}: ${message}`)).toEqual([
      expect.stringMatching(/^season-busy: the checkpoint saw 4 events, 3 are left/),
      expect.stringMatching(/^run-busy\.kept: the checkpoint saw \d+ events, 0 are left/),
      expect.stringMatching(/^checks-busy\.kept: the checkpoint saw \d+ events, 0 are left/),
    ])
  })

  it('and a price that nothing follows from', async () => {
    const file = written(await makeCheckpoint(await ledgerOf(streams), BUSY, undefined))
    const change = withNumber(403, 2, (n) => n + (n % 2 === 0 ? 1 : -1))
    const changed = await streamsOf(await forged(streams, ticks, change))

    const { ok, differences } = await held(changed, file)

    expect(ok).toBe(true)
    expect(differences).toMatchObject([{ kind: 'checkpoint', stream: ticks }])
  })

  it('is not made of a season whose chain is broken', async () => {
    const ledger = await ledgerOf(streams)
    const links = () => () => Promise.resolve({ _tag: 'Right' as const, right: ['0'.repeat(64)] })

    await expect(makeCheckpoint({ ...ledger, links }, BUSY, undefined)).rejects.toThrow(
      /no checkpoint is made of a season that is not whole: /,
    )
  })
})

describe('a signed checkpoint', () => {
  const signed = async (secret: string) =>
    makeCheckpoint(await ledgerOf(streams), BUSY, readPrivateKey(secret))

  it('is accepted with its key, which it carries', async () => {
    const { secret, open } = key('mine')
    const file = written(await signed(secret))

    const { signedBy } = readCheckpoint(file, open)

    expect(signedBy).toBe(readPublicKey(open))
    expect(fingerprint(signedBy ?? '')).toMatch(/^[0-9a-f]{16}$/)
    expect(readCheckpoint(file, undefined)).toMatchObject({ signedBy, isHeld: false })
    expect(() => readCheckpoint(file, secret)).toThrow(
      /expected an Ed25519 public key .* private key$/,
    )
  })

  it('is refused where another key is asked for, or none has signed', async () => {
    const [mine, other] = [key('mine'), key('other')]
    const file = written(await signed(mine.secret))
    expect(() => readCheckpoint(file, other.open)).toThrow(/found one of another key/)

    const plain = written(await makeCheckpoint(await ledgerOf(streams), BUSY, undefined))
    expect(() => readCheckpoint(plain, mine.open)).toThrow(/found no signature/)
  })

  it.each<[string, (content: CheckpointFile) => object, RegExp]>([
    ['digest', (c) => ({ ...c, digest: 'a'.repeat(64) }), /digest and events are not those/],
    ['count', (c) => ({ ...c, events: c.events + 1 }), /digest and events are not those/],
    ['season', (c) => ({ ...c, season: 'other' }), /its signature is not that of its content/],
    [
      'stream, and the digest with it',
      (c) => ({ ...c, streams: c.streams.slice(1) }),
      /digest and events are not those/,
    ],
    [
      'signature',
      (c) => ({ ...c, signature: { ...c.signature, value: 'AAAA' } }),
      /its signature is not that of its content/,
    ],
    [
      'key',
      (c) => ({ ...c, signature: { ...c.signature, publicKey: 'none' } }),
      /its signature is not that of its content/,
    ],
    ['field', (c) => ({ ...c, more: 1 }), /more: expected a known key/],
    [
      'chain',
      (c) => ({ ...c, streams: [{ ...c.streams[0], chain: 'xyz' }] }),
      /chain: expected 64 hex/,
    ],
  ])('whose %s was changed is refused', async (_, change, message) => {
    const content = await signed(key('mine').secret)
    const file = folder.write('changed.json', JSON.stringify(change(content)))

    expect(() => readCheckpoint(file, undefined)).toThrow(message)
  })
})

describe('keys and files that are none', () => {
  it.each([
    ['not json', /^.*none\.json: expected a checkpoint in JSON, found SyntaxError/],
    ['[]', /expected a checkpoint, found other JSON/],
    ['{"season":"a"}', /expected a checkpoint, found other JSON/],
    ['{"checkpoint":2}', /expected/],
  ])('a file of %j', (text, message) => {
    expect(() => readCheckpoint(folder.write('none.json', text), undefined)).toThrow(message)
  })

  it('a file that is not there', () => {
    expect(() => readCheckpoint('nowhere.json', undefined)).toThrow(
      /--checkpoint nowhere\.json: expected a checkpoint that can be read, found no such file$/,
    )
  })

  it.each([
    ['an RSA key', /expected an Ed25519 private key in PEM .*, found a key of type rsa$/],
    ['an OpenSSH key', /found an OpenSSH key$/],
    ['a text', /found no key$/],
  ])('%s', (which, message) => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const text = {
      'an RSA key': rsa.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'an OpenSSH key':
        '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n',
      'a text': 'hello',
    }[which]
    const file = folder.write('key.pem', text ?? '')
    expect(() => readPrivateKey(file)).toThrow(message)
    if (which !== 'an RSA key')
      expect(() => readPublicKey(file)).toThrow(/expected an Ed25519 public key/)
  })
})
