import * as E from 'fp-ts/Either'
import { nearestName } from '@gridledger/domain'

/** What an audit is asked about: a fill by its number, or any event by its place. */
export type Reference =
  | { readonly kind: 'fill'; readonly run: string; readonly fill: number }
  | { readonly kind: 'event'; readonly stream: string; readonly revision: number }

const NAME = '[a-z0-9-]+'
const RUN = new RegExp(`^${NAME}\\.${NAME}(~${NAME})*$`)
const KINDS = ['tape', 'ticks', 'marks', 'season', 'run', 'checks'] as const
const EXPECTED =
  'expected a fill such as okx-aicoin-2025.qwen3#12, or an event such as run-okx-aicoin-2025.qwen3@17'

/** `<run>#<n>` or `<stream>@<revision>`; a Left says what was expected and what came. */
export function parseReference(text: string): E.Either<string, Reference> {
  const [, name = '', sign = '', digits = ''] = /^(.*)([#@])(.*)$/.exec(text) ?? []
  const refused = (why = '') => E.left(`${EXPECTED}, found ${JSON.stringify(text)}${why}`)
  if (sign === '') return refused(RUN.test(text) ? '; which fill or event of it?' : '')
  const number = /^\d+$/.test(digits) ? Number(digits) : NaN
  if (!Number.isSafeInteger(number))
    return refused(`; "${digits}" is no whole number of at most 16 digits`)
  if (sign === '@') return eventReference(name, number, refused)
  if (name.startsWith('run-') && RUN.test(name.slice('run-'.length)))
    return refused(`; did you mean ${name.slice('run-'.length)}#${number}?`)
  if (!RUN.test(name)) return refused()
  if (number === 0) return refused('; fills count from 1')
  return E.right({ kind: 'fill', run: name, fill: number })
}

function eventReference(
  stream: string,
  revision: number,
  refused: (why?: string) => E.Either<string, never>,
): E.Either<string, Reference> {
  const [, kind = '', name = ''] = /^([a-z]+)-(.+)$/.exec(stream) ?? []
  if (!KINDS.some((known) => known === kind)) {
    const meant = KINDS.find((known) => `${known}s` === kind || known === `${kind}s`)
    if (meant !== undefined) return refused(`; did you mean ${meant}-${name}@${revision}?`)
    if (RUN.test(stream)) return refused(`; did you mean run-${stream}@${revision}?`)
    const nearest = nearestName(kind, KINDS)
    const streams = `a stream begins with ${KINDS.map((known) => `${known}-`).join(', ')}`
    return refused(
      nearest === undefined ? `; ${streams}` : `; did you mean ${nearest}-${name}@${revision}?`,
    )
  }
  const isRun = kind === 'run' || kind === 'checks'
  if (isRun ? !RUN.test(name) : !new RegExp(`^${NAME}$`).test(name)) return refused()
  return E.right({ kind: 'event', stream, revision })
}

/** A place as one writes it; a stream alone where the place within it is unknown. */
export const placeText = ({
  stream,
  revision,
}: {
  readonly stream: string
  readonly revision: number | null
}): string => (revision === null ? stream : `${stream}@${revision}`)
