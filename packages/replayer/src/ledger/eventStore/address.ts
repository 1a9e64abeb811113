import * as E from 'fp-ts/Either'

/** A user and a password that is not shown when it is logged, as the client does with its options. */
export class Credentials {
  readonly #password: string
  constructor(
    readonly username: string,
    password: string,
  ) {
    this.#password = password
  }
  get password(): string {
    return this.#password
  }
}

/** Where a ledger on EventStoreDB lies. */
export interface ServerAddress {
  /** As it may be shown and logged: without the password. */
  readonly shown: string
  /** The connection string for the client: hosts and options, no user, no ledger. */
  readonly connection: string
  /** The hosts, as messages name them. */
  readonly hosts: string
  readonly isSecure: boolean
  readonly credentials: Credentials | null
  /** Which of the server's ledgers: its streams end with `@<ledger>`; '' for the one without a name. */
  readonly ledger: string
  /** How long one call may take. */
  readonly deadlineMillis: number
}

export const DEADLINE_MILLIS = 10_000

/** Options that the client takes, in its spelling. */
const OPTIONS = [
  'tls',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'gossipTimeout',
  'maxDiscoverAttempts',
  'nodePreference',
  'keepAliveInterval',
  'keepAliveTimeout',
]
/** Options of which the client could do but one thing right. */
const FIXED: Readonly<Record<string, string>> = {
  throwOnAppendFailure: 'true',
  tlsVerifyCert: 'true',
}

export const isServerAddress = (text: string): boolean =>
  /^(esdb|kurrentdb)(\+discover)?:/.test(text)

/**
 * The parts of `esdb://[USER:PASSWORD@]HOST[:PORT][,HOST…][/LEDGER][?OPTION=VALUE&…]`. A Left says
 * what was expected and holds nothing that may be a secret: the client's own messages and warnings
 * would repeat the whole address, so it is given one without user and password.
 */
export function serverAddress(text: string): E.Either<string, ServerAddress> {
  const [, name = '', discover = '', rest = ''] =
    /^(esdb|kurrentdb)(\+discover)?:\/\/(.*)$/s.exec(text.trim()) ?? []
  if (name === '') return E.left(`expected ${FORM}, found neither`)
  const [place = '', ...queries] = rest.split('?')
  const query = queries.join('?')
  if (query.includes('@'))
    return E.left('expected ? in user and password to be written as %3F, found it as it is')
  const at = place.lastIndexOf('@')
  const credentials = at < 0 ? E.right(null) : credentialsOf(place.slice(0, at))
  if (E.isLeft(credentials)) return credentials
  const [hosts = '', ledger = '', ...more] = place.slice(at + 1).split('/')
  if (!hosts.split(',').every(isHost)) return E.left(`expected ${FORM}, found another HOST or PORT`)
  if (!/^[a-z0-9-]*$/.test(ledger) || more.some((part) => part !== ''))
    return E.left('expected the LEDGER behind HOST/ to be a name of a-z, 0-9 and -, found another')
  const options = optionsOf(query)
  if (E.isLeft(options)) return options
  const { right: given } = options
  const deadlineMillis = Number(given.get('defaultDeadline') ?? DEADLINE_MILLIS)
  if (!Number.isSafeInteger(deadlineMillis) || deadlineMillis <= 0)
    return E.left('expected defaultDeadline to be a number of milliseconds above 0, found another')
  const pairs = [...given].map(([key, value]) => `${key}=${value}`)
  const shownOptions = pairs.length === 0 ? '' : `?${pairs.join('&')}`
  const user =
    credentials.right === null ? '' : `${encodeURIComponent(credentials.right.username)}:***@`
  return E.right({
    shown: `${name}${discover}://${user}${hosts}${ledger === '' ? '' : `/${ledger}`}${shownOptions}`,
    connection: `esdb${discover}://${hosts}?${withName(pairs).join('&')}`,
    hosts,
    isSecure: given.get('tls') !== 'false',
    credentials: credentials.right,
    ledger,
    deadlineMillis,
  })
}

/** An address as it may be shown, whether or not it can be used. */
export function shownAddress(text: string): string {
  const address = serverAddress(text)
  const [scheme = 'esdb'] = text.split(':')
  return E.isRight(address) ? address.right.shown : `${scheme}://***`
}

const FORM = 'esdb://[USER:PASSWORD@]HOST[:PORT][,HOST…][/LEDGER][?OPTION=VALUE&…]'

/** The name by which the server's own tools know us. */
function withName(pairs: readonly string[]): readonly string[] {
  return pairs.some((pair) => pair.startsWith('connectionName='))
    ? pairs
    : [...pairs, 'connectionName=gridledger']
}

function credentialsOf(text: string): E.Either<string, Credentials> {
  const colon = text.indexOf(':')
  const [username, password] = [text.slice(0, colon), text.slice(colon + 1)].map(decoded)
  if (colon <= 0 || username === undefined || password === undefined || password === '') {
    return E.left(
      'expected USER:PASSWORD before @, with %XX for characters such as : @ / ? and %, found another form',
    )
  }
  return E.right(new Credentials(username, password))
}

function decoded(text: string): string | undefined {
  return E.toUnion(
    E.tryCatch(
      (): string | undefined => decodeURIComponent(text),
      () => undefined,
    ),
  )
}

function isHost(text: string): boolean {
  const [, port = '2113'] = /^[\w.-]+(?::(\d{1,5}))?$/.exec(text) ?? [text, '0']
  return Number(port) > 0 && Number(port) < 65_536
}

function optionsOf(query: string): E.Either<string, ReadonlyMap<string, string>> {
  const options = new Map<string, string>()
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const [given = '', ...values] = pair.split('=')
    const value = values.join('=')
    const known = [...OPTIONS, ...Object.keys(FIXED)]
    const key = known.find((name) => name.toLowerCase() === given.toLowerCase())
    if (key === undefined || value === '') {
      const found = /^\w{1,40}$/.test(given) ? given : 'another'
      return E.left(
        `expected options of the form OPTION=VALUE out of ${OPTIONS.join(', ')}, found ${found}`,
      )
    }
    if (key === 'tls' && value !== 'true' && value !== 'false')
      return E.left('expected tls to be true or false, found another')
    const fixed = FIXED[key]
    if (fixed !== undefined && value !== fixed)
      return E.left(
        `expected ${key} to be ${fixed} or left out: the client does nothing else right`,
      )
    if (fixed === undefined) options.set(key, value)
  }
  return E.right(options)
}
