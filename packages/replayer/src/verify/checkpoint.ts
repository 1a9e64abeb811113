import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import {
  Integer,
  type Ledger,
  Name,
  explain,
  listOf,
  oneOf,
  seasonStream,
  struct,
} from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { digestOf, digestStreams } from '../season/digest'
import { findSeason } from '../season/findRun'
import { requireRuns } from '../season/readSeason'
import { checkChain } from './chainCheck'
import { placeText } from '../audit/reference'
import { whyUnreadable } from './whyUnreadable'
import { type PrivateKey, isSignedBy, publicKeyText, readPublicKey, signatureOf } from './keys'

const Hash = t.refinement(t.string, (text) => /^[0-9a-f]{64}$/.test(text), '64 hex digits')

/** What a season held at one moment: so many events in each stream, and the chain over them. */
export const CheckpointFile = struct(
  'a checkpoint',
  {
    checkpoint: t.literal(1),
    season: Name,
    events: Integer,
    digest: Hash,
    streams: listOf(struct('a stream', { stream: t.string, events: Integer, chain: Hash })),
  },
  {
    signature: struct('a signature', {
      algorithm: oneOf('Ed25519'),
      publicKey: t.string,
      value: t.string,
    }),
  },
)
export type CheckpointFile = t.TypeOf<typeof CheckpointFile>

/** A checkpoint whose digest, and signature if there is one, are those of its content. */
export interface Checkpoint {
  readonly file: string
  readonly content: CheckpointFile
  /** The key that signed it, PEM; null without a signature. */
  readonly signedBy: string | null
  /** Whether that is the key that was asked for. */
  readonly isHeld: boolean
}

/** What is signed: season, number of events and digest, which covers every stream. */
function signedText({ season, events, digest }: CheckpointFile): string {
  return `gridledger checkpoint 1\n${season}\n${events}\n${digest}\n`
}

/**
 * The checkpoint of a season as it is: every stream is read and held against its chain, nothing is
 * derived. Throws Failure (no) where a chain does not fit.
 */
export async function makeCheckpoint(
  ledger: Ledger,
  season: string,
  key: PrivateKey | undefined,
): Promise<CheckpointFile> {
  const { facts } = await findSeason(ledger, season)
  await requireRuns(ledger, season, facts, facts.contestants)
  const streams = []
  for (const name of digestStreams(season, facts.tape, facts.contestants)) {
    const { stream, events, chain, difference } = await checkChain(ledger, name)
    if (difference !== null) {
      const message = `${season}: no checkpoint is made of a season that is not whole: ${placeText(difference)}: ${difference.message}`
      throw new Failure({ kind: 'no', message })
    }
    if (events > 0 || stream === seasonStream(season)) streams.push({ stream, events, chain })
  }
  const content: CheckpointFile = { checkpoint: 1, season, ...digestOf(streams), streams }
  if (key === undefined) return content
  const value = signatureOf(key, signedText(content))
  return {
    ...content,
    signature: { algorithm: 'Ed25519', publicKey: publicKeyText(key), value },
  }
}

/** The text of a checkpoint's file. */
export function checkpointText(content: CheckpointFile): string {
  return `${JSON.stringify(CheckpointFile.encode(content), null, 2)}\n`
}

/**
 * Reads a checkpoint. Throws Failure: bad input for a file that is none; no for one whose digest or
 * signature is not that of its content, or that `keyFile`'s key has not signed.
 */
export function readCheckpoint(file: string, keyFile: string | undefined): Checkpoint {
  const wanted = keyFile === undefined ? undefined : readPublicKey(keyFile)
  const json = parsed(file)
  if (!t.UnknownRecord.is(json) || !('checkpoint' in json))
    throw new Failure(inputProblem(`${file}: expected a checkpoint, found other JSON`))
  const decoded = CheckpointFile.decode(json)
  if (E.isLeft(decoded)) {
    const [first = ''] = explain(decoded.left)
    throw new Failure(inputProblem(`${file}: ${first}`))
  }
  const content = decoded.right
  const no = (message: string) => new Failure({ kind: 'no', message: `${file}: ${message}` })
  const { digest, events } = digestOf(content.streams)
  if (digest !== content.digest || events !== content.events)
    throw no('it was changed: digest and events are not those of its streams')
  const { signature } = content
  if (signature === undefined) {
    if (wanted !== undefined) throw no('expected a signed checkpoint, found no signature')
    return { file, content, signedBy: null, isHeld: false }
  }
  const { publicKey, value } = signature
  if (wanted !== undefined && wanted !== publicKey)
    throw no(`expected a signature of the key in ${keyFile ?? ''}, found one of another key`)
  if (!isSignedBy(publicKey, signedText(content), value))
    throw no('it was changed: its signature is not that of its content')
  return { file, content, signedBy: publicKey, isHeld: wanted !== undefined }
}

const LARGEST_BYTES = 16 * 1024 * 1024

function parsed(file: string): unknown {
  const text = E.tryCatch(() => readFileSync(file), whyUnreadable)
  if (E.isLeft(text)) {
    const expected = 'expected a checkpoint that can be read'
    throw new Failure(inputProblem(`--checkpoint ${file}: ${expected}, found ${text.left}`))
  }
  const json = E.tryCatch((): unknown => {
    if (text.right.length > LARGEST_BYTES) throw new RangeError(`${text.right.length} bytes`)
    return JSON.parse(text.right.toString('utf8'))
  }, String)
  if (E.isRight(json)) return json.right
  throw new Failure(inputProblem(`${file}: expected a checkpoint in JSON, found ${json.left}`))
}
