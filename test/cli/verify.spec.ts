import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { suiteFolder } from '../support/files'
import { gridledger } from './gridledger'

const { path: folder, write } = suiteFolder()
const SEASON = 'okx-aicoin-2025'
let digest: unknown
beforeAll(async () => {
  const { code, out } = await gridledger(folder, 'run', SEASON, '--json')
  expect(code).toBe(0)
  ;({ digest } = JSON.parse(out))
  copyFileSync(join(folder, 'gridledger.db'), join(folder, 'tampered.db'))
  const database = new DatabaseSync(join(folder, 'tampered.db'))
  database.exec(
    `UPDATE events SET data = replace(data, '"amount":"-0', '"amount":"-1') WHERE type = 'FundingSettled' AND
     stream = (SELECT id FROM streams WHERE name = 'run-${SEASON}.claude')`,
  )
  database.close()
})

describe('verify', () => {
  it('a season: exit 0, and the digest that run printed', async () => {
    const { code, out } = await gridledger(folder, 'verify', SEASON, '--json')

    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ ok: true, digest, firstDifference: null })
  })

  it('a run of it', async () => {
    const { code, out } = await gridledger(folder, 'verify', `${SEASON}.qwen3`)

    expect(code).toBe(0)
    expect(out).toMatch(/^okx-aicoin-2025\.qwen3 is verified\n/)
  })

  it('a changed one: exit 1, the place and both events', async () => {
    const { code, out, err } = await gridledger(
      folder,
      'verify',
      SEASON,
      '--ledger',
      'file:tampered.db',
    )

    expect(code).toBe(1)
    expect(out).toMatch(/^okx-aicoin-2025 is NOT verified\n/)
    expect(out).toMatch(/ {2}first difference {2}run-okx-aicoin-2025\.claude@\d+, 2025-10-\d\d /)
    expect(out).toMatch(/changed: FundingSettled: data\.amount: expected "-?0\.\d+", found "-1/)
    expect(err).toMatch(
      /^gridledger: okx-aicoin-2025 is not verified; the first difference is at run-\S+\n$/,
    )
  })

  it('and with --json on one line', async () => {
    const { code, out } = await gridledger(
      folder,
      'verify',
      SEASON,
      '--ledger',
      'file:tampered.db',
      '--json',
    )

    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      firstDifference: { kind: 'changed', expected: { type: 'FundingSettled' } },
    })
  })

  it('against its source, and against another', async () => {
    const { code, out } = await gridledger(folder, 'verify', SEASON, '--source', SEASON)
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringMatching(/tape and contestants are what okx-aicoin-2025 makes/),
    })

    const shipped = join(__dirname, '..', '..', 'packages', 'replayer', 'seasons', `${SEASON}.json`)
    const other = readFileSync(shipped, 'utf8').replace('"okx-season-1"', '"okx-season-1:7"')
    const file = write('other.json', other)
    const answer = await gridledger(folder, 'verify', SEASON, '--source', file)
    expect(answer.code).toBe(1)
    expect(answer.out).toMatch(/its tape was made of other files, another span or path/)
  })

  it.each([
    [['okx-aicoin-2026'], 1, /has no season okx-aicoin-2026; did you mean okx-aicoin-2025\?$/],
    [[`${SEASON}.cloude`], 1, /has no run okx-aicoin-2025\.cloude; did you mean .*\.claude\?$/],
    [[SEASON, '--public-key', 'k.pem'], 2, /--public-key: expected --checkpoint beside it/],
    [[SEASON, '--checkpoint', 'none.json'], 2, /--checkpoint none\.json: expected a checkpoint/],
    [[SEASON, '--source', 'nothing'], 2, /--source: expected a file, or one of/],
    [[], 2, /missing required argument/],
  ])('%j: exit %i', async (args, code, message) => {
    const ended = await gridledger(folder, 'verify', ...args)

    expect(ended).toMatchObject({ code, out: '' })
    expect(ended.err.trim()).toMatch(new RegExp(message.source, 'm'))
  })
})

describe('checkpoint', () => {
  it('writes a signed file that verify accepts, and does not replace it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    write('key.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString())
    write('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())

    const made = await gridledger(
      folder,
      'checkpoint',
      SEASON,
      '--key',
      'key.pem',
      '--out',
      'a.json',
    )
    expect(made).toMatchObject({ code: 0, err: '' })
    expect(made.out).toMatch(/^wrote a\.json: 413,530 events in 15 streams, signed with the key /)

    const checked = await gridledger(
      folder,
      'verify',
      SEASON,
      '--checkpoint',
      'a.json',
      '--public-key',
      'key.pub',
    )
    expect(checked.code).toBe(0)
    expect(checked.out).toMatch(/all 413,530 events that it saw are there, 0 came since/)

    const before = readFileSync(join(folder, 'a.json'), 'utf8')
    const again = await gridledger(folder, 'checkpoint', SEASON, '--out', 'a.json')
    expect(again).toMatchObject({ code: 2, out: '' })
    expect(again.err).toMatch(/--out a\.json: expected a new file, found one that is there/)
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe(before)
  })

  it('of a season that was changed since: exit 1', async () => {
    await gridledger(folder, 'checkpoint', SEASON, '--out', 'b.json')
    const args = ['--ledger', 'file:tampered.db', '--checkpoint', 'b.json', '--json']
    const { code, out } = await gridledger(folder, 'verify', SEASON, ...args)

    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ ok: false, checkpoint: { ok: false, signedBy: null } })
  })

  it('of a broken season is not written', async () => {
    const args = ['--ledger', 'file:tampered.db', '--out', 'broken.json']
    const { code, err } = await gridledger(folder, 'checkpoint', SEASON, ...args)

    expect(code).toBe(1)
    expect(err).toMatch(/no checkpoint is made of a season that is not whole/)
    expect(existsSync(join(folder, 'broken.json'))).toBe(false)
  })

  it('with what is no key: exit 2, nothing written', async () => {
    writeFileSync(join(folder, 'rsa.pem'), 'no key')
    const files = readdirSync(folder)
    const { code, err } = await gridledger(
      folder,
      'checkpoint',
      SEASON,
      '--key',
      'rsa.pem',
      '--out',
      'c.json',
    )

    expect(code).toBe(2)
    expect(err).toMatch(/--key rsa\.pem: expected an Ed25519 private key in PEM/)
    expect(readdirSync(folder)).toEqual(files)
  })
})

describe('the other commands, of a ledger that was changed', () => {
  it.each([
    ['run', SEASON],
    ['replay', SEASON],
    ['report', SEASON, '--out', 'x.html'],
    ['journal', `${SEASON}.claude`],
    ['audit', `${SEASON}.claude`],
  ])('%s %s: exit 3, no figure beside a digest that is not theirs', async (...args) => {
    const { code, out, err } = await gridledger(folder, ...args, '--ledger', 'file:tampered.db')

    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toMatch(
      /run-okx-aicoin-2025\.claude: file:tampered\.db: these are not the events that were/,
    )
    expect(err).toMatch(/`npx gridledger verify okx-aicoin-2025\.claude` names the place\n$/)
    expect(existsSync(join(folder, 'x.html'))).toBe(false)
  })

  it.each([
    ['run', SEASON],
    ['replay', SEASON],
    ['journal', `${SEASON}.claude`],
    ['audit', `${SEASON}.claude`],
    ['audit', `${SEASON}.claude#1`],
    ['export', SEASON, '--out', 'x'],
    ['checkpoint', SEASON, '--out', 'x.json'],
  ])('%s %s where a stream is gone: exit 3 and its name', async (...args) => {
    copyFileSync(join(folder, 'gridledger.db'), join(folder, 'gone.db'))
    const database = new DatabaseSync(join(folder, 'gone.db'))
    database.exec(`DELETE FROM streams WHERE name = 'run-${SEASON}.claude'`)
    database.close()
    const { code, out, err } = await gridledger(folder, ...args, '--ledger', 'file:gone.db')

    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toMatch(
      /^gridledger: run-okx-aicoin-2025\.claude: file:gone\.db: the stream is not there/,
    )
    expect(readdirSync(folder).filter((name) => name.startsWith('x'))).toEqual([])
  })
})
