import { applyEvent } from './fold'
import { listenedTo } from './listenedTo'
import type { EventMap, EventType, Projection } from './projection'

/** The projections whose views make up one view, each under the name that its view has there. */
export type Parts<Views> = { readonly [Name in keyof Views]: Projection<Views[Name]> }

/**
 * Several projections as one, whose view holds theirs by name. `version` counts changes of the whole;
 * those of its parts, and of the names that they have in it, tell by themselves. Throws RangeError where some are of a run and some of a season.
 */
export function combined<Views extends object>(
  name: string,
  version: number,
  parts: Parts<Views>,
): Projection<Views> {
  const names = Object.keys(parts).filter((each): each is keyof Views & string => each in parts)
  const handler = (views: Views, event: EventMap[EventType]): Views =>
    names.reduce((before, each) => followed(parts, each, before, event), views)
  const types = new Set(names.flatMap((each) => listenedTo(parts[each])))
  const versions = names.map((each) => `${each}: ${parts[each].name} ${parts[each].version}`)
  const initial: Readonly<Record<string, unknown>> = Object.fromEntries(
    names.map((each) => [each, parts[each].initialView]),
  )
  return {
    name,
    version: [version, ...versions].join(', '),
    of: scopeOf(name, parts, names),
    initialView: viewsOf(parts, initial),
    on: Object.fromEntries([...types].map((type) => [type, handler])),
    finish: (views) => names.reduce((before, each) => finishedPart(parts, each, before), views),
  }
}

function followed<Views>(
  parts: Parts<Views>,
  name: keyof Views,
  views: Views,
  event: EventMap[EventType],
): Views {
  const view = applyEvent(parts[name].on, views[name], event)
  return view === views[name] ? views : { ...views, [name]: view }
}

function finishedPart<Views>(parts: Parts<Views>, name: keyof Views, views: Views): Views {
  const { finish } = parts[name]
  return finish === undefined ? views : { ...views, [name]: finish(views[name]) }
}

function scopeOf<Views>(
  name: string,
  parts: Parts<Views>,
  names: readonly (keyof Views)[],
): 'run' | 'season' {
  const scopes = new Set(names.map((each) => parts[each].of ?? 'run'))
  if (scopes.size <= 1) return [...scopes][0] ?? 'run'
  throw new RangeError(`${name}: expected parts of one run or of one season, found some of each`)
}

/** The views under the names of their parts, which is what makes them these views. */
function viewsOf<Views>(parts: Parts<Views>, views: Readonly<Record<string, unknown>>): Views {
  if (isViews(parts, views)) return views
  throw new Error('a part without its view')
}

function isViews<Views>(parts: Parts<Views>, views: object): views is Views & object {
  return Object.keys(parts).every((name) => name in views)
}
