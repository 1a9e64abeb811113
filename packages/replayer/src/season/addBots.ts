import * as E from 'fp-ts/Either'
import {
  type BotFile,
  type Contestant,
  type Place,
  type ReadSeasonFile,
  type SeasonFile,
  amendmentTimesProblem,
} from './seasonFile'

/** A contestant from outside the season's file, and where each of its fields was written. */
export interface Bot {
  readonly bot: BotFile
  readonly place: Place
}

/**
 * The season with bots beside its contestants: a season of its own, `<season>-with-<bot>`, several
 * joined by `-and-`, on the same tape. A Left says which field of which bot does not fit.
 */
export function addBots(
  read: ReadSeasonFile,
  bots: readonly Bot[],
): E.Either<string, ReadSeasonFile> {
  const { season } = read
  const problems = bots.flatMap((bot, index) => botProblems(season, bot, bots.slice(0, index)))
  if (problems.length > 0) return E.left(problems.join('\n'))
  const names = bots.map(({ bot }) => bot.name)
  return E.right({
    ...read,
    season: {
      ...season,
      season: `${season.season}-with-${names.join('-and-')}`,
      title: `${season.title ?? season.season}, with ${names.join(' and ')}`,
      contestants: [...season.contestants, ...bots.map(contestantOf)],
    },
    places: new Map(bots.map(({ bot, place }) => [bot.name, place])),
  })
}

function contestantOf({ bot }: Bot): Contestant {
  const { instrument: _instrument, fillRule: _fill, neutralStart: _start, ...contestant } = bot
  return contestant
}

function botProblems(
  season: SeasonFile,
  { bot, place }: Bot,
  earlier: readonly Bot[],
): readonly string[] {
  const problems: string[] = []
  const found = JSON.stringify(bot.name)
  if (season.contestants.some(({ name }) => name === bot.name))
    problems.push(
      `${place('name')}: expected a name that no contestant of ${season.season} has, found ${found}`,
    )
  const twin = earlier.find((other) => other.bot.name === bot.name)
  if (twin !== undefined)
    problems.push(
      `${place('name')}: expected each bot's name once, found ${found} also in ${twin.place('name')}`,
    )
  const rules = {
    instrument: season.instrument,
    fillRule: season.fillRule ?? 'touch',
    neutralStart: season.neutralStart ?? 'slots',
  } as const
  for (const field of ['instrument', 'fillRule', 'neutralStart'] as const) {
    const { [field]: given = rules[field] } = bot
    if (given !== rules[field]) {
      const expected = `${JSON.stringify(rules[field])} as season ${season.season} has it`
      problems.push(`${place(field)}: expected ${expected}, found ${JSON.stringify(given)}`)
    }
  }
  const times = amendmentTimesProblem(bot, season)
  if (times !== undefined) problems.push(`${place('amendments')}: ${times}`)
  return problems
}
