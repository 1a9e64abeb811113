import {
  type KeyObject,
  createHash,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
} from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { Failure, inputProblem } from '../failure'
import { whyUnreadable } from './whyUnreadable'

/** An Ed25519 private key. */
export interface PrivateKey {
  readonly key: KeyObject
}

const HOW = 'openssl genpkey -algorithm ed25519 -out key.pem'

/** The Ed25519 private key of a PEM file. Throws Failure (bad input) for anything else. */
export function readPrivateKey(file: string): PrivateKey {
  const key = keyOf(file, '--key', (pem) => createPrivateKey(pem))
  const expected = `expected an Ed25519 private key in PEM without a passphrase (\`${HOW}\` makes one)`
  if (E.isLeft(key)) throw refused('--key', file, expected, key.left)
  if (key.right.asymmetricKeyType === 'ed25519') return { key: key.right }
  throw refused(
    '--key',
    file,
    expected,
    `a key of type ${key.right.asymmetricKeyType ?? 'unknown'}`,
  )
}

const PUBLIC = 'openssl pkey -in key.pem -pubout -out key.pub'

/** The Ed25519 public key of a PEM file, as its PEM text. Throws Failure (bad input) for anything else. */
export function readPublicKey(file: string): string {
  const expected = `expected an Ed25519 public key in PEM (\`${PUBLIC}\` makes one)`
  const key = keyOf(file, '--public-key', (pem) => {
    if (pem.includes('PRIVATE KEY')) throw new Error('nobody should be asked for theirs')
    return createPublicKey(pem)
  })
  if (E.isLeft(key)) throw refused('--public-key', file, expected, key.left)
  if (key.right.asymmetricKeyType === 'ed25519') return pemOf(key.right)
  const found = `a key of type ${key.right.asymmetricKeyType ?? 'unknown'}`
  throw refused('--public-key', file, expected, found)
}

export function publicKeyText({ key }: PrivateKey): string {
  return pemOf(createPublicKey(key))
}

/** Base64. */
export function signatureOf({ key }: PrivateKey, text: string): string {
  return sign(null, Buffer.from(text), key).toString('base64')
}

/** Whether a key, PEM, has signed a text; false also for what is no such key. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const key = E.tryCatch(() => createPublicKey(publicKey), String)
  if (E.isLeft(key) || key.right.asymmetricKeyType !== 'ed25519') return false
  return verify(null, Buffer.from(text), key.right, Buffer.from(signature, 'base64'))
}

/** The first 16 hex digits of a public key's SHA-256: enough to tell keys apart by eye. */
export function fingerprint(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex').slice(0, 16)
}

const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()

function keyOf(
  file: string,
  flag: string,
  read: (pem: Buffer) => KeyObject,
): E.Either<string, KeyObject> {
  const pem = E.tryCatch(() => readFileSync(file), whyUnreadable)
  if (E.isLeft(pem)) throw refused(flag, file, 'expected a key file that can be read', pem.left)
  return E.tryCatch(
    () => read(pem.right),
    () => kindOf(pem.right.toString('latin1')),
  )
}

/** What a file without such a key seems to hold. */
function kindOf(pem: string): string {
  if (pem.includes('OPENSSH PRIVATE KEY')) return 'an OpenSSH key'
  if (pem.includes('ENCRYPTED')) return 'an encrypted key'
  if (pem.includes('PRIVATE KEY')) return 'a private key'
  return pem.includes('PUBLIC KEY') ? 'a public key' : 'no key'
}

function refused(flag: string, file: string, expected: string, found: string): Failure {
  return new Failure(inputProblem(`${flag} ${file}: ${expected}, found ${found}`))
}
