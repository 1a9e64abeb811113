import { Command } from 'commander'
import type { Ledger } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { seasonDigest } from '../season/digest'
import { seasonNames } from '../season/findRun'
import { seasonFacts } from '../season/readSeason'
import { openToRead } from '../ledger/openLedger'
import { type CommonOptions, withCommonOptions } from './options'
import { moment, table } from '../text/terminal'
import { grouped } from '../text/format'

/** `seasons`: the seasons that a ledger holds. */
export function seasonsCommand(): Command {
  const command = new Command('seasons')
    .summary('list the seasons of a ledger')
    .description('Lists the seasons of a ledger: their span, contestants, events and digest.')
    .addHelpText('after', '\nExample:\n  npx gridledger seasons --ledger file:gridledger.db')
  return withCommonOptions(command).action(async (options: CommonOptions) => {
    const ledger = openToRead(options.ledger)
    try {
      const seasons = await listSeasons(ledger)
      if (options.json === true) console.log(JSON.stringify(seasons.map(seasonJson)))
      else if (seasons.length === 0) console.log(`${ledger.address} holds no seasons yet`)
      else console.log(seasonsTable(seasons, options.tz))
    } finally {
      ledger.close()
    }
  })
}

interface ListedSeason {
  readonly season: string
  readonly title: string
  readonly startMicros: number
  readonly endMicros: number
  readonly tape: string
  readonly contestants: readonly string[]
  readonly finished: boolean
  readonly events: number
  readonly digest: string
}

async function listSeasons(ledger: Ledger): Promise<readonly ListedSeason[]> {
  const seasons: ListedSeason[] = []
  for (const season of await seasonNames(ledger)) {
    const facts = await seasonFacts(ledger, season)
    const opened = facts?.slice.events.find((event) => event.type === 'SeasonOpened')
    if (facts === undefined || opened === undefined) continue
    const { title, startMicros, endMicros, tape } = opened.data
    const { contestants, isClosed: finished } = facts
    seasons.push({
      season,
      title,
      startMicros,
      endMicros,
      tape,
      contestants,
      finished,
      ...(await seasonDigest(ledger, season)),
    })
  }
  return seasons
}

function seasonJson({ startMicros, endMicros, ...season }: ListedSeason): object {
  return { ...season, start: isoTime(startMicros), end: isoTime(endMicros) }
}

function seasonsTable(seasons: readonly ListedSeason[], timeZone: string): string {
  const columns = [
    { title: 'season', align: 'left' as const },
    { title: 'from', align: 'left' as const },
    { title: 'to', align: 'left' as const },
    { title: 'contestants' },
    { title: 'events' },
    { title: 'digest', align: 'left' as const },
    { title: '', align: 'left' as const },
  ]
  return table(
    columns,
    seasons.map(({ season, startMicros, endMicros, contestants, events, digest, finished }) => [
      season,
      moment(startMicros, timeZone),
      moment(endMicros, timeZone),
      String(contestants.length),
      grouped(events),
      digest.slice(0, 16),
      finished ? '' : 'unfinished',
    ]),
  )
}
